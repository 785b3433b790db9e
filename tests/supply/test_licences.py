"""Everything that is shipped has a licence that is known."""

from tests.supply.licences import UNKNOWN, font_parts, list_parts, main, python_parts


def test_every_package_that_serves_says_its_licence():
    parts = list(python_parts())
    assert {"gradio", "onnxruntime", "numpy", "pi-heif"} <= {part.name for part in parts}
    # What was locked a moment ago may not be installed yet.
    assert [part for part in parts if part.licence == UNKNOWN] == []


def test_a_table_has_all_kinds(capsys):
    assert main() == 0
    lines = capsys.readouterr().out.splitlines()
    kinds = {part.use for part in list_parts()}
    own, served, bundled = "this project", "Python: served", "Python: in a wheel"
    assert kinds == {own, served, bundled, "data: taught or measured", "npm: tests only", "fonts: training only"}
    assert all(any(line.startswith(kind) for line in lines) for kind in kinds)
    assert any("libheif, in pi-heif" in line and "LGPLv3" in line for line in lines)
    assert any("axe-core" in line and "MPL-2.0" in line for line in lines)
    assert any("UNIPEN" in line and "CC BY 4.0" in line for line in lines)


def test_fonts_are_named_where_they_are_not_installed(monkeypatch, tmp_path):
    monkeypatch.setattr("tests.supply.licences.DEBIAN_NOTICES", tmp_path)
    notice = tmp_path / "culmus" / "copyright"
    notice.parent.mkdir()
    notice.write_text("Format: x\nLicense: GPL-2+\n text\nLicense: OFL-1.1\nLicense: GPL-2+\n")
    licences = {part.name: part.licence for part in font_parts()}
    assert licences.pop("culmus") == "GPL-2+, OFL-1.1"
    assert set(licences.values()) == {"unknown: not installed here (make fonts)"}
