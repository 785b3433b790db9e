"""The scikit-learn models. scikit-learn is imported only when one is built."""

from digit_recognizer.contract import PIXEL_MAX
from training.zoo.spec import ModelSpec

KERNEL_CACHE_MB = 1_000


def build_logistic_regression(regularization: float, max_iter: int, seed: int):
    """Builds multinomial logistic regression on standardised pixels."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    return make_pipeline(StandardScaler(), LogisticRegression(C=regularization, max_iter=max_iter, random_state=seed))


def build_mlp(seed: int, **hyperparameters):
    """Builds scikit-learn's multilayer perceptron on pixels in 0 to 1."""
    from sklearn.neural_network import MLPClassifier

    return MLPClassifier(random_state=seed, **hyperparameters)


def build_decision_tree(seed: int, **hyperparameters):
    """Builds one decision tree."""
    from sklearn.tree import DecisionTreeClassifier

    return DecisionTreeClassifier(random_state=seed, **hyperparameters)


def build_random_forest(seed: int, **hyperparameters):
    """Builds a forest of trees grown on bootstrap samples."""
    from sklearn.ensemble import RandomForestClassifier

    return RandomForestClassifier(random_state=seed, n_jobs=-1, **hyperparameters)


def build_logistic_one_vs_rest(seed: int, **hyperparameters):
    """Builds one logistic regression per digit against the rest, each solved by liblinear."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier

    return OneVsRestClassifier(LogisticRegression(solver="liblinear", random_state=seed, **hyperparameters), n_jobs=-1)


def build_standardised_mlp(seed: int, **hyperparameters):
    """Builds scikit-learn's multilayer perceptron on standardised pixels."""
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    return make_pipeline(StandardScaler(), build_mlp(seed, **hyperparameters))


def build_boosted_stumps(seed: int, **hyperparameters):
    """Builds gradient boosting whose trees have two leaves."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    return HistGradientBoostingClassifier(max_leaf_nodes=2, early_stopping=False, random_state=seed, **hyperparameters)


def build_linear_classifier(seed: int, **hyperparameters):
    """Builds least squares on targets of +1 for the digit and -1 for the others; nothing in it is random."""
    from sklearn.linear_model import RidgeClassifier

    return RidgeClassifier(random_state=seed, **hyperparameters)


def build_knn(components: int | None, neighbors: int, is_deskewed: bool, seed: int):
    """Builds k nearest neighbours on principal components rounded to whole numbers of 8 bits, or on all pixels."""
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.pipeline import make_pipeline

    from training.estimators.deskew import Deskewer

    deskewer = [Deskewer()] if is_deskewed else []
    neighbors = KNeighborsClassifier(neighbors, algorithm="brute")
    return make_pipeline(*deskewer, *_rounded_components(components, seed), neighbors)


def build_neighbours_8x8(neighbors: int, seed: int):
    """Builds k nearest neighbours on grey levels as whole numbers, whose distances are exact and ties real."""
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import FunctionTransformer

    return make_pipeline(FunctionTransformer(_whole_levels), KNeighborsClassifier(neighbors))


def _whole_levels(features):
    return (features * PIXEL_MAX).round()


def build_svm(components: int | None, seed: int, **hyperparameters):
    """Builds a support vector machine with a Gaussian kernel on rounded principal components, or on all pixels."""
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import SVC

    machine = SVC(decision_function_shape="ovo", cache_size=KERNEL_CACHE_MB, random_state=seed, **hyperparameters)
    return make_pipeline(*_rounded_components(components, seed), machine)


def _rounded_components(count: int | None, seed: int) -> tuple:
    if count is None:
        return ()
    from sklearn.decomposition import PCA

    from training.estimators.quantizer import Quantizer

    return PCA(count, random_state=seed), Quantizer()


SKLEARN_MODELS = (
    ModelSpec(
        name="mlp_sklearn",
        title="Multilayer perceptron",
        family="dense",
        framework="sklearn",
        build=build_mlp,
        source="Report row 19: MLPClassifier, max_iter 300. The width and the penalty were chosen on validation.",
        hyperparameters={"hidden_layer_sizes": (256,), "alpha": 1e-4, "max_iter": 300},
    ),
    ModelSpec(
        name="mlp_sklearn_standardised",
        title="Perceptron, standardised",
        family="dense",
        framework="sklearn",
        build=build_standardised_mlp,
        source="Report row 24: MLPClassifier on standardised pixels, scikit-learn's defaults otherwise.",
        hyperparameters={"hidden_layer_sizes": (100,), "max_iter": 200},
    ),
    ModelSpec(
        name="svm",
        title="Support vector machine",
        family="kernel",
        framework="sklearn",
        build=build_svm,
        source="Report row 9, wanted and dropped as too slow; LeCun et al. 1998, SVM with a Gaussian kernel. "
        "Components, penalty and width were chosen on validation (40 components 98.4 %, 50 98.6 %, 60 98.5 %).",
        hyperparameters={"components": 50, "C": 5, "gamma": 9e-5},
        is_deterministic=True,
    ),
    ModelSpec(
        name="knn",
        title="k nearest neighbours",
        family="neighbours",
        framework="sklearn",
        build=build_knn,
        source="LeCun et al. 1998, Euclidean k-NN (5.0 % error on raw pixels), here on principal components; "
        "k and the number of components were chosen on validation.",
        hyperparameters={"components": 40, "neighbors": 3, "is_deskewed": False},
        is_deterministic=True,
    ),
    ModelSpec(
        name="knn_deskewed",
        title="Neighbours, deskewed",
        family="neighbours",
        framework="sklearn",
        build=build_knn,
        source="LeCun et al. 1998, Euclidean k-NN with deskewing (2.4 % error), here on principal components; k and "
        "the number of components were chosen on validation (40 components: k = 3 98.2 %, k = 5 98.3 %).",
        hyperparameters={"components": 40, "neighbors": 5, "is_deskewed": True},
        is_deterministic=True,
    ),
    ModelSpec(
        name="random_forest",
        title="Random forest",
        family="trees",
        framework="sklearn",
        build=build_random_forest,
        source="Report row 18 (200 full trees). Leaves are capped for a small file: on validation 100 trees of at most "
        "1,000 leaves have 96.1 %, 200 of 500 in the same size 95.2 %, 200 full trees 97.0 %.",
        hyperparameters={"n_estimators": 100, "max_leaf_nodes": 1000},
    ),
    ModelSpec(
        name="boosted_stumps",
        title="Boosted stumps",
        family="trees",
        framework="sklearn",
        build=build_boosted_stumps,
        source="Report row 8, wanted and never got working; LeCun's table has Kégl and Busa-Fekete 2009, AdaBoost.MH "
        "on stumps. Here gradient boosting of the softmax loss; rate and rounds were chosen on validation.",
        hyperparameters={"learning_rate": 0.3, "max_iter": 300, "l2_regularization": 1.0},
        is_deterministic=True,
    ),
    ModelSpec(
        name="decision_tree",
        title="Decision tree",
        family="trees",
        framework="sklearn",
        build=build_decision_tree,
        source="Report row 2: scikit-learn's defaults.",
    ),
    ModelSpec(
        name="decision_tree_small",
        title="Decision tree, few rows",
        family="trees",
        framework="sklearn",
        build=build_decision_tree,
        source="Report row 3: scikit-learn's defaults on the first 21,000 training rows.",
        training={"rows": 21_000},
    ),
    ModelSpec(
        name="logistic_regression",
        title="Logistic regression",
        family="linear",
        framework="sklearn",
        build=build_logistic_regression,
        source="Report row 23: standardised pixels. The penalty was chosen on validation.",
        hyperparameters={"regularization": 0.01, "max_iter": 100},
        is_deterministic=True,
    ),
    ModelSpec(
        name="logistic_regression_liblinear",
        title="Logistic, one against rest",
        family="linear",
        framework="sklearn",
        build=build_logistic_one_vs_rest,
        source="Report row 17: one-vs-rest liblinear on pixels / 255, scikit-learn's defaults otherwise.",
        hyperparameters={"C": 1.0, "max_iter": 100},
        is_deterministic=True,
    ),
    ModelSpec(
        name="linear_classifier",
        title="Linear least squares",
        family="linear",
        framework="sklearn",
        build=build_linear_classifier,
        source="Report row 10, wanted and never got working; LeCun et al. 1998, linear classifier (12.0 % error). The "
        "small ridge penalty only keeps the equations solvable; it was chosen on validation.",
        hyperparameters={"alpha": 1.0},
        is_deterministic=True,
    ),
)
