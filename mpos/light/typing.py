"""The names of Python's `typing` that a payment needs, without loading it: that costs as much as starting Python.

A type checker sees `typing` itself. At run time the words of annotations mean nothing, and NamedTuple makes the same
classes as the original in a third of the time.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any as Any
    from typing import ClassVar as ClassVar
    from typing import Literal as Literal
    from typing import NamedTuple as NamedTuple
    from typing import NoReturn as NoReturn
    from typing import Protocol as Protocol
else:
    from _collections import _tuplegetter as field_at

    class _Word:
        """Stands in an annotation, by itself or with brackets."""

        def __class_getitem__(cls, _of):
            return cls

    class Any(_Word):
        """Any value."""

    class ClassVar(_Word):
        """A value of the class."""

    class Literal(_Word):
        """One of these values."""

    class NoReturn(_Word):
        """What a function gives that never returns."""

    class Protocol:
        """What something must be able to do."""

    class _Record(type):
        """Makes of annotated names a tuple with named fields."""

        def __new__(cls, name, _bases, body):
            """The class, which is a plain subclass of tuple."""
            fields = tuple(body.get("__annotations__", ()))
            defaults = {field: body[field] for field in fields if field in body}
            getters = {field: field_at(place, "") for place, field in enumerate(fields)}
            own = {"_fields": fields, "__match_args__": fields, "_field_defaults": defaults}
            return type(name, (tuple,), {**_SHARED, **body, **getters, **own})

    class _NamedTuple:
        """A record: what is derived from it names its fields."""

        def __mro_entries__(self, _bases):
            return (_Fields,)

    def _new(cls, /, *values, **named):
        """Values go to the fields in order, then by name, then by default."""
        if named or len(values) != len(cls._fields):
            values += cls._rest(len(values), named)
        return tuple.__new__(cls, values)

    def _rest(cls, given, named):
        missing = cls._fields[given:]
        if given > len(cls._fields) or not named.keys() <= set(missing):
            raise TypeError(f"{cls.__name__} takes {', '.join(cls._fields)}")
        try:
            return tuple(map({**cls._field_defaults, **named}.__getitem__, missing))
        except KeyError as name:
            raise TypeError(f"{cls.__name__} lacks {name}") from None

    def _make(cls, values):
        made = tuple.__new__(cls, values)
        return made if len(made) == len(cls._fields) else cls(*made)

    def _replace(self, /, **changed):
        made = self._make(map(changed.pop, self._fields, self))
        if changed:
            raise ValueError(f"Got unexpected field names: {list(changed)!r}")
        return made

    def _asdict(self):
        return dict(zip(self._fields, self, strict=True))

    def _repr(self):
        told = ", ".join(f"{field}={value!r}" for field, value in zip(self._fields, self, strict=True))
        return f"{type(self).__name__}({told})"

    def _values(self):
        return tuple(self)

    _SHARED = {
        "__slots__": (),
        "__new__": _new,
        "_rest": classmethod(_rest),
        "_make": classmethod(_make),
        "_replace": _replace,
        "_asdict": _asdict,
        "__repr__": _repr,
        "__getnewargs__": _values,
    }
    _Fields = type.__new__(_Record, "_Fields", (), {})
    NamedTuple = _NamedTuple()
