"""The scikit-learn models. scikit-learn is imported only when one is built."""

from training.zoo.spec import ModelSpec


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


def build_knn(components: int, neighbors: int, seed: int):
    """Builds k nearest neighbours on principal components rounded to whole numbers of 8 bits."""
    from sklearn.decomposition import PCA
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.pipeline import make_pipeline

    from training.quantizer import Quantizer

    return make_pipeline(
        PCA(components, random_state=seed),
        Quantizer(),
        KNeighborsClassifier(neighbors, algorithm="brute"),
    )


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
        name="logistic_regression",
        title="Logistic regression",
        family="linear",
        framework="sklearn",
        build=build_logistic_regression,
        source="Report row 23: standardised pixels. The penalty was chosen on validation.",
        hyperparameters={"regularization": 0.01, "max_iter": 100},
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
        name="knn",
        title="k nearest neighbours",
        family="neighbours",
        framework="sklearn",
        build=build_knn,
        source="LeCun et al. 1998, Euclidean k-NN (5.0 % error on raw pixels), here on principal components; "
        "k and the number of components were chosen on validation.",
        hyperparameters={"components": 40, "neighbors": 3},
    ),
)
