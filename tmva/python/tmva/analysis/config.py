"""What a configuration file says: one class a section, one field a key."""

from __future__ import annotations

import os
from typing import Annotated, Any, Literal, Optional

from .. import _core

try:
    from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
except ImportError as error:
    raise _core.Error('configuration files need PyYAML and pydantic: pip install "tmva[config]"') from error


__all__ = ["BaseModel", "Config", "Process", "ValidationError"]


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _as_variable(value: Any) -> Any:
    """A text is an expression; "label := expression" names it."""
    return {"expression": value} if isinstance(value, (str, int, float)) else value


def _as_options(value: Any) -> Any:
    """Options as TMVA writes them, "NTrees=100:!V", or as a mapping."""
    from .._options import option_string

    return option_string(value) if isinstance(value, dict) else value


Texts = Annotated[list[str], BeforeValidator(_as_list)]
Name = Annotated[str, Field(pattern=r"^[^/:;\s\"'{}]+$")]


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True, frozen=True)


class Process(Section):
    """Events of one kind."""

    files: Texts = Field(min_length=1, description='"file.root", "dir/*.root" or "file.root:tree"')
    tree: str = Field(default="", description="the tree; left out: that of the top level")
    class_: Optional[Name] = Field(
        default=None, alias="class", description="left out: neither trained with nor evaluated"
    )
    cut: str = ""
    weight: str = ""
    friends: dict[Name, str] = Field(
        default={}, description='by alias: "dir/{file}", {file} being the name of the events\' file'
    )


class Variable(Section):
    expression: str = Field(min_length=1, description='"x/y" or "label := x/y"')
    title: str = ""
    unit: str = ""
    type: Literal["F", "I"] = "F"


class Folds(Section):
    """An event is in fold (expression mod count)."""

    expression: str = Field(min_length=1, description="an integer: the event number")
    count: int = Field(default=2, ge=2, le=100)
    train_on: Literal["others", "same"] = Field(
        default="others",
        description="others: model f is trained on the events outside of fold f and applied to "
        "those in it; same (two folds, as htt-ml names them): model f is trained on fold f and "
        "applied to the other",
    )


class Split(Section):
    """Of the events of which a model is trained."""

    train_fraction: float = Field(default=0.5, gt=0, lt=1)
    mode: Literal["Random", "Alternate", "Block"] = "Random"


class Method(Section):
    type: str = Field(default="", description="BDT, PyTorch, ...; left out: as its name")
    options: Annotated[str, BeforeValidator(_as_options)] = ""


class ApplicationSection(Section):
    inputs: Texts = Field(
        default=[], description="files of events, as in processes; left out: those of all processes"
    )
    tree: str = ""
    friends: dict[Name, str] = {}
    mode: Literal["copy", "friend", "in_place"] = "copy"
    output: str = Field(
        default="applied",
        description="folder of copies and friends, inside of the output folder unless absolute",
    )
    methods: list[str] = Field(default=[], description="left out: all")
    branch_prefix: str = Field(default="{method}_", description="what the names of the branches begin with")
    variations: dict[Name, dict[str, str]] = Field(
        default={}, description="by name: the expression of each column that changes"
    )


class EvaluationSection(Section):
    background_uncertainty: float = Field(
        default=0.1, ge=0, description="relative, of the Asimov significance"
    )
    bins: int = Field(default=100, ge=2, le=100_000, description="of responses, for significance and figures")
    ranking_events: int = Field(
        default=2_000, ge=0, description="of each class, for the Taylor ranking; 0: none"
    )
    ranking_step: float = Field(
        default=0.5,
        gt=0,
        description="of the differences, in standard deviations: of networks a smaller "
        "one is nearer to the derivative, of trees a smaller one sees but their steps",
    )
    figures: bool = True


class Config(Section):
    """A whole analysis."""

    output: str = Field(min_length=1, description="the folder that all results are written to")
    tree: str = Field(default="", description="of all files that name no tree; left out: their only one")
    processes: dict[Name, Process] = Field(min_length=1)
    classes: list[Name] = Field(default=[], description="their order; left out: that of the processes")
    cut: str = Field(default="", description="of all processes")
    weight: str = Field(default="", description="of all processes, times their own")
    variables: list[Annotated[Variable, BeforeValidator(_as_variable)]] = Field(min_length=1)
    spectators: list[Annotated[Variable, BeforeValidator(_as_variable)]] = []
    folds: Optional[Folds] = Field(
        default=None, description="left out: one model, evaluated on the test events"
    )
    split: Split = Split()
    class_weights: dict[Name, float] = {}
    global_weight_scale: float = Field(default=1, gt=0)
    normalisation: Literal["None", "NumEvents", "EqualNumEvents"] = "NumEvents"
    allow_missing: bool = False
    methods: dict[Name, Optional[Method]] = Field(min_length=1)
    application: ApplicationSection = ApplicationSection()
    evaluation: EvaluationSection = EvaluationSection()
    seed: int = Field(default=1, ge=1, le=2**31 - 1)

    @property
    def class_names(self) -> list[str]:
        return self.classes or list(dict.fromkeys(p.class_ for p in self.processes.values() if p.class_))

    @property
    def is_multiclass(self) -> bool:
        return len(self.class_names) > 2

    @property
    def num_folds(self) -> int:
        return self.folds.count if self.folds else 1

    def method(self, name: str) -> Method:
        return self.methods[name] or Method()

    def method_type(self, name: str) -> str:
        return self.method(name).type or name

    def applied_model(self, fold: int) -> int:
        """The model that answers events of a fold."""
        return 1 - fold if self.folds and self.folds.train_on == "same" else fold

    def path(self, *parts: str) -> str:
        return os.path.join(self.output, *parts)
