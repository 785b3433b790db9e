"""Whose data teach the models and measure them: named, with their source and licence, wherever models are published."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DataSet:
    """One data set as its makers want it named.

    Attributes:
        title: its full name.
        authors: whose it is.
        source: where it is handed out.
        url: of that place.
        licence: as its makers state it.
        citation: a BibTeX entry.
    """

    title: str
    authors: str
    source: str
    url: str
    licence: str
    citation: str


MNIST = DataSet(
    title="MNIST",
    authors="Y. LeCun, C. Cortes and C. Burges",
    source="ylecun/mnist on the Hub",
    url="https://huggingface.co/datasets/ylecun/mnist",
    licence="stated as MIT there",
    citation=r"""@article{lecun1998gradient,
  title   = {Gradient-based learning applied to document recognition},
  author  = {LeCun, Yann and Bottou, L{\'e}on and Bengio, Yoshua and Haffner, Patrick},
  journal = {Proceedings of the IEEE},
  volume  = {86},
  number  = {11},
  pages   = {2278--2324},
  year    = {1998},
  doi     = {10.1109/5.726791}
}""",
)

PEN_STROKES = DataSet(
    title="Pen-Based Recognition of Handwritten Digits",
    authors="E. Alpaydin and F. Alimoglu",
    source="UCI Machine Learning Repository no. 81",
    url="https://archive.ics.uci.edu/dataset/81/pen+based+recognition+of+handwritten+digits",
    licence="CC BY 4.0",
    citation="""@misc{alpaydin1996pen,
  title     = {Pen-Based Recognition of Handwritten Digits},
  author    = {Alpaydin, Ethem and Alimoglu, Fevzi},
  year      = {1996},
  publisher = {UCI Machine Learning Repository},
  doi       = {10.24432/C5MG6K}
}""",
)

MNIST_WRITERS = DataSet(
    title="QMNIST, the writers of MNIST's rows",
    authors="C. Yadav and L. Bottou",
    source="facebookresearch/qmnist on GitHub",
    url="https://github.com/facebookresearch/qmnist",
    licence="BSD",
    citation=r"""@inproceedings{yadav2019cold,
  title     = {Cold Case: The Lost MNIST Digits},
  author    = {Yadav, Chhavi and Bottou, L{\'e}on},
  booktitle = {Advances in Neural Information Processing Systems},
  volume    = {32},
  year      = {2019}
}""",
)

MNIST_C = DataSet(
    title="MNIST-C, its corruptions written anew",
    authors="N. Mu and J. Gilmer",
    source="google-research/mnist-c on GitHub",
    url="https://github.com/google-research/mnist-c",
    licence="Apache 2.0",
    citation="""@article{mu2019mnistc,
  title   = {MNIST-C: A Robustness Benchmark for Computer Vision},
  author  = {Mu, Norman and Gilmer, Justin},
  journal = {arXiv preprint arXiv:1906.02337},
  year    = {2019}
}""",
)

UNIPEN = DataSet(
    title="UNIPEN train_r01_v07, isolated characters",
    authors="I. Guyon, L. Schomaker, R. Plamondon, M. Liberman, S. Janet and the International Unipen Foundation",
    source="Zenodo, doi:10.5281/zenodo.1195803",
    url="https://doi.org/10.5281/zenodo.1195803",
    licence="CC BY 4.0",
    citation=r"""@inproceedings{guyon1994unipen,
  title     = "{UNIPEN} project of on-line data exchange and recognizer benchmarks",
  author    = {Guyon, Isabelle and Schomaker, Lambert and Plamondon, R{\'e}jean and Liberman, Mark and Janet, Stan},
  booktitle = {Proceedings of the 12th International Conference on Pattern Recognition (ICPR)},
  year      = {1994},
  note      = {Unipen data set train_r01_v07, International Unipen Foundation},
  doi       = {10.5281/zenodo.1195803}
}""",
)

LABEL_ERRORS_CITATION = """@inproceedings{northcutt2021pervasive,
  title     = {Pervasive Label Errors in Test Sets Destabilize Machine Learning Benchmarks},
  author    = {Northcutt, Curtis G. and Athalye, Anish and Mueller, Jonas},
  booktitle = {NeurIPS Datasets and Benchmarks},
  year      = {2021}
}"""
