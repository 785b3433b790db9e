"""Pictures as people hand them over: cut tight, thumbnails, cells of tables, frames, windows and plots."""
