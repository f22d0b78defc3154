"""Parameters by name, as scikit-learn has them, and what is learned in names that end in `_`.

Whatever is made of parameters and can be fitted stands on this: estimators of rows, and rules
that learn from scores.
"""

from __future__ import annotations

import inspect
import sys
from collections import defaultdict
from typing import Any, ClassVar, Self

from vedette.core.errors import InvalidParameter, NotFitted, unknown
from vedette.core.kinds import check_kinds


class Parametrised:
    """Made of the constructor's arguments; what `fit` learns is in names that end in `_`."""

    # The attribute that `fit` sets last.
    fitted_mark: ClassVar[str] = "offset_"

    @classmethod
    def _param_names(cls) -> list[str]:
        parameters = inspect.signature(cls.__init__).parameters.values()
        return sorted(
            p.name for p in parameters if p.name != "self" and p.kind != p.VAR_KEYWORD
        )

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """The constructor's arguments by name; `deep` adds those of nested estimators."""
        params: dict[str, Any] = {}
        for name in self._param_names():
            value = getattr(self, name)
            params[name] = value
            if deep and hasattr(value, "get_params") and not isinstance(value, type):
                nested = value.get_params().items()
                params.update((f"{name}__{key}", inner) for key, inner in nested)
        return params

    def set_params(self, **params: Any) -> Self:
        """Set constructor arguments; `outer__inner` reaches nested estimators."""
        nested: dict[str, dict[str, Any]] = defaultdict(dict)
        for key, value in params.items():
            name, delimiter, inner = key.partition("__")
            if name not in self._param_names():
                error = unknown(
                    f"parameter of {type(self).__name__}", name, self._param_names()
                )
                raise InvalidParameter(error.message, hint=error.hint)
            if delimiter:
                nested[name][inner] = value
            else:
                setattr(self, name, value)
        for name, values in nested.items():
            getattr(self, name).set_params(**values)
        return self

    def chosen_params(self) -> dict[str, Any]:
        """The constructor's arguments that are not its defaults, by name."""
        defaults = inspect.signature(type(self).__init__).parameters
        return {
            name: value
            for name, value in self.get_params(deep=False).items()
            if repr(value) != repr(defaults[name].default)
        }

    def __repr__(self) -> str:
        args = [f"{name}={value!r}" for name, value in self.chosen_params().items()]
        return f"{type(self).__name__}({', '.join(args)})"

    def _check_kinds(self) -> None:
        """Refuse parameters that no estimator can use."""
        parameters = inspect.signature(type(self).__init__).parameters
        defaults = {name: p.default for name, p in parameters.items()}
        check_kinds(self.get_params(deep=False), defaults)

    def _forget(self) -> None:
        for name in [n for n in vars(self) if n.endswith("_") and not n.startswith("__")]:
            delattr(self, name)

    def _check_fitted(self) -> None:
        if not hasattr(self, self.fitted_mark):
            raise _not_fitted(f"{self!r} is not fitted", hint="call fit(X) first")


def _not_fitted(message: str, hint: str) -> NotFitted:
    """The error; where scikit-learn is loaded, it is scikit-learn's NotFittedError too."""
    theirs = sys.modules.get("sklearn.exceptions")
    if theirs is None:
        return NotFitted(message, hint=hint)
    both = type("NotFitted", (NotFitted, theirs.NotFittedError), {})
    return both(message, hint=hint)  # type: ignore[no-any-return]
