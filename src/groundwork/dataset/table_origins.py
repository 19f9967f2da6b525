"""Pinned metadata and checksums of the tabular datasets."""

from groundwork.dataset.origin import Origin

TWO_CLASSES = Origin(
    name="two-classes",
    title="Two classes",
    task="classification",
    example="row",
    classes=("first class", "second class"),
    feature_names=tuple(f"feature {number}" for number in range(1, 11)),
    train_images=400,
    test_images=100,
    citation=(
        "I. Guyon: Design of Experiments for the NIPS 2003 Variable Selection Benchmark, 2003; drawn by scikit-learn's "
        "make_classification."
    ),
    license="none needed: random numbers",
    url="https://scikit-learn.org/stable/modules/generated/sklearn.datasets.make_classification.html",
    arrays_sha256="79ab161b9b7d951d1baf851fbf75f0582513fba214c0574ccef1961eb9a13875",
)

CHURN = Origin(
    name="churn",
    title="Customer churn (synthetic)",
    task="classification",
    example="row",
    classes=("stays", "leaves"),
    feature_names=(
        *("months as a customer", "monthly bill", "hours of use", "calls to support", "late payments"),
        *("discount", "number of products", "complaints", "days since the last visit", "household size"),
    ),
    train_images=4_000,
    test_images=1_000,
    citation=TWO_CLASSES.citation,
    license=TWO_CLASSES.license,
    url=TWO_CLASSES.url,
    arrays_sha256="457f60cdd8898c84dc634cbd7b4d21e9c421857101f55e441273a9dea051ac5f",
)

DIABETES = Origin(
    name="diabetes",
    title="Diabetes progression",
    task="regression",
    example="row",
    classes=(),
    feature_names=(
        *("age", "sex", "body mass index", "blood pressure", "total cholesterol"),
        *("low-density lipoproteins", "high-density lipoproteins", "total over high-density cholesterol"),
        *("log of triglycerides", "blood sugar"),
    ),
    train_images=353,
    test_images=89,
    citation=(
        "B. Efron, T. Hastie, I. Johnstone, R. Tibshirani: Least Angle Regression. Annals of Statistics 32(2), "
        "407-499, 2004. doi:10.1214/009053604000000067."
    ),
    license="none stated; the copy inside scikit-learn (BSD-3-Clause) is used",
    url="https://www4.stat.ncsu.edu/~boos/var.select/diabetes.html",
    arrays_sha256="70a45af6bc04fb77f713e6aca86019c4707501ef0cbd17c743d74f7a9ca8bf11",
)
