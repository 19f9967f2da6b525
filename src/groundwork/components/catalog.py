"""Looks up components by kind and name and imports only their files."""

from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

from groundwork.config.catalog import Kind, entries
from groundwork.config.names import Component
from groundwork.core.identity import PACKAGE


def load_function(kind: Kind, name: str) -> Callable[..., Any]:
    """Return the function of this kind and name, importing only its file."""
    parts = entries(kind)[name].path.relative_to(PACKAGE).with_suffix("").parts
    function: Callable[..., Any] = getattr(import_module(".".join([PACKAGE.name, *parts])), name)
    return function


def load_component(kind: Kind, component: Component) -> Callable[..., Any]:
    """Return the component's function with its settings bound as keyword arguments."""
    function = load_function(kind, component.name)
    return partial(function, **component.settings) if component.settings else function
