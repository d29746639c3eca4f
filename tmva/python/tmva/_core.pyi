# Types of the extension module; made by: make stubs
"""
C++ core of tmva. Use the package tmva, which wraps it.
"""
from __future__ import annotations
import collections.abc
import numpy
import numpy.typing
import typing
import typing_extensions
__all__: list[str] = ['Application', 'BalanceMode', 'Batch', 'BatchGenerator', 'BatchIteration', 'BatchOptions', 'BatchTransformation', 'BookedMethod', 'ByteSource', 'ClassInfo', 'ColumnInfo', 'ColumnSource', 'Config', 'DataError', 'DataLoader', 'DataSet', 'DataSetInfo', 'Error', 'EventStream', 'Factory', 'File', 'FileFormatError', 'Graph', 'GraphBuilder', 'Histogram1', 'Histogram2', 'KeyInfo', 'Log', 'MergedObject', 'ModelError', 'OptionError', 'OptionInfo', 'OutputFile', 'Progress', 'PythonError', 'RNTuple', 'Reader', 'RowSplit', 'Session', 'ShuffleMode', 'StagedPredictions', 'StoredObject', 'TBranch', 'TChain', 'TDirectory', 'TFile', 'TKey', 'TLeaf', 'TNamed', 'TObject', 'TTree', 'Table', 'TableWriter', 'Tree', 'TreeEnsemble', 'Types', 'VariableInfo', 'current_directory', 'current_file', 'emit_cpp', 'evaluate_formula', 'evaluate_range', 'graph_operators', 'infer_shapes', 'join_friends', 'leave_files', 'list_stored_models', 'make_array_source', 'make_chain', 'make_python_source', 'method_analyses', 'method_help', 'method_options', 'method_options_text', 'method_to_onnx', 'methods', 'open_files', 'open_source', 'open_sources', 'read_graph', 'read_onnx', 'read_stored_model', 'read_weight_file', 'stored_models', 'tree_of_weight_file', 'with_definition', 'with_friends', 'write_cpp', 'write_stored_model']
class Error(RuntimeError):
    pass
class OptionError(Error):
    pass
class FileFormatError(Error):
    pass
class DataError(Error):
    pass
class ModelError(Error):
    pass
class PythonError(Error):
    pass
class Config:
    """
    Global choices, TMVA's gConfig().
    """
    class IONames:
        """
        Where weight files go: PREFIX/DATASET/DIR.
        """
        fWeightFileDir: str
        fWeightFileDirPrefix: str
    @staticmethod
    def Instance() -> Config:
        ...
    def DrawProgressBar(self) -> bool:
        ...
    def GetIONames(self) -> Config.IONames:
        ...
    def IsSilent(self) -> bool:
        ...
    def NumThreads(self) -> int:
        ...
    def SetDrawProgressBar(self, on: bool) -> None:
        ...
    def SetNumThreads(self, n: typing.SupportsInt | typing.SupportsIndex) -> None:
        ...
    def SetSilent(self, on: bool) -> None:
        ...
    def SetUseColor(self, on: bool) -> None:
        ...
    def UseColor(self) -> bool:
        ...
class Log:
    """
    Lines in TMVA's layout.
    """
    def Block(self, text: str) -> None:
        ...
    def Error(self, text: str) -> None:
        ...
    def Info(self, text: str) -> None:
        ...
    def Verbose(self, text: str) -> None:
        ...
    def Warning(self, text: str) -> None:
        ...
    def __init__(self, source: str) -> None:
        ...
class Progress:
    """
    Progress of one long task.
    """
    def Update(self, done: typing.SupportsInt | typing.SupportsIndex, note: str = '') -> None:
        ...
    def __init__(self, task: str, total: typing.SupportsInt | typing.SupportsIndex, unit: str) -> None:
        ...
class Types:
    """
    TMVA's enumerations.
    """
    class EMVA:
        """
        Members:
        
          kVariable
        
          kCuts
        
          kLikelihood
        
          kPDERS
        
          kHMatrix
        
          kFisher
        
          kKNN
        
          kCFMlpANN
        
          kTMlpANN
        
          kBDT
        
          kDT
        
          kRuleFit
        
          kSVM
        
          kMLP
        
          kBayesClassifier
        
          kFDA
        
          kBoost
        
          kPDEFoam
        
          kLD
        
          kPlugins
        
          kCategory
        
          kDNN
        
          kDL
        
          kPyRandomForest
        
          kPyAdaBoost
        
          kPyGTB
        
          kPyKeras
        
          kPyTorch
        
          kC50
        
          kRSNNS
        
          kRSVM
        
          kRXGB
        
          kCrossValidation
        
          kSOFIE
        
          kMaxMethod
        """
        __members__: typing.ClassVar[dict[str, Types.EMVA]]
        kBDT: typing.ClassVar[Types.EMVA]
        kBayesClassifier: typing.ClassVar[Types.EMVA]
        kBoost: typing.ClassVar[Types.EMVA]
        kC50: typing.ClassVar[Types.EMVA]
        kCFMlpANN: typing.ClassVar[Types.EMVA]
        kCategory: typing.ClassVar[Types.EMVA]
        kCrossValidation: typing.ClassVar[Types.EMVA]
        kCuts: typing.ClassVar[Types.EMVA]
        kDL: typing.ClassVar[Types.EMVA]
        kDNN: typing.ClassVar[Types.EMVA]
        kDT: typing.ClassVar[Types.EMVA]
        kFDA: typing.ClassVar[Types.EMVA]
        kFisher: typing.ClassVar[Types.EMVA]
        kHMatrix: typing.ClassVar[Types.EMVA]
        kKNN: typing.ClassVar[Types.EMVA]
        kLD: typing.ClassVar[Types.EMVA]
        kLikelihood: typing.ClassVar[Types.EMVA]
        kMLP: typing.ClassVar[Types.EMVA]
        kMaxMethod: typing.ClassVar[Types.EMVA]
        kPDEFoam: typing.ClassVar[Types.EMVA]
        kPDERS: typing.ClassVar[Types.EMVA]
        kPlugins: typing.ClassVar[Types.EMVA]
        kPyAdaBoost: typing.ClassVar[Types.EMVA]
        kPyGTB: typing.ClassVar[Types.EMVA]
        kPyKeras: typing.ClassVar[Types.EMVA]
        kPyRandomForest: typing.ClassVar[Types.EMVA]
        kPyTorch: typing.ClassVar[Types.EMVA]
        kRSNNS: typing.ClassVar[Types.EMVA]
        kRSVM: typing.ClassVar[Types.EMVA]
        kRXGB: typing.ClassVar[Types.EMVA]
        kRuleFit: typing.ClassVar[Types.EMVA]
        kSOFIE: typing.ClassVar[Types.EMVA]
        kSVM: typing.ClassVar[Types.EMVA]
        kTMlpANN: typing.ClassVar[Types.EMVA]
        kVariable: typing.ClassVar[Types.EMVA]
        @typing.overload
        def __eq__(self, other: Types.EMVA) -> bool:
            ...
        @typing.overload
        def __eq__(self, other: typing.SupportsInt | typing.SupportsIndex) -> bool:
            ...
        @typing.overload
        def __eq__(self, other: typing.Any) -> bool:
            ...
        def __getstate__(self) -> int:
            ...
        def __hash__(self) -> int:
            ...
        def __index__(self) -> int:
            ...
        def __init__(self, value: typing.SupportsInt | typing.SupportsIndex) -> None:
            ...
        def __int__(self) -> int:
            ...
        @typing.overload
        def __ne__(self, other: Types.EMVA) -> bool:
            ...
        @typing.overload
        def __ne__(self, other: typing.SupportsInt | typing.SupportsIndex) -> bool:
            ...
        @typing.overload
        def __ne__(self, other: typing.Any) -> bool:
            ...
        def __repr__(self) -> str:
            ...
        def __setstate__(self, state: typing.SupportsInt | typing.SupportsIndex) -> None:
            ...
        def __str__(self) -> str:
            ...
        @property
        def name(self) -> str:
            ...
        @property
        def value(self) -> int:
            ...
    class EAnalysisType:
        """
        Members:
        
          kClassification
        
          kRegression
        
          kMulticlass
        
          kNoAnalysisType
        
          kMaxAnalysisType
        """
        __members__: typing.ClassVar[dict[str, Types.EAnalysisType]]
        kClassification: typing.ClassVar[Types.EAnalysisType]
        kMaxAnalysisType: typing.ClassVar[Types.EAnalysisType]
        kMulticlass: typing.ClassVar[Types.EAnalysisType]
        kNoAnalysisType: typing.ClassVar[Types.EAnalysisType]
        kRegression: typing.ClassVar[Types.EAnalysisType]
        @typing.overload
        def __eq__(self, other: Types.EAnalysisType) -> bool:
            ...
        @typing.overload
        def __eq__(self, other: typing.SupportsInt | typing.SupportsIndex) -> bool:
            ...
        @typing.overload
        def __eq__(self, other: typing.Any) -> bool:
            ...
        def __getstate__(self) -> int:
            ...
        def __hash__(self) -> int:
            ...
        def __index__(self) -> int:
            ...
        def __init__(self, value: typing.SupportsInt | typing.SupportsIndex) -> None:
            ...
        def __int__(self) -> int:
            ...
        @typing.overload
        def __ne__(self, other: Types.EAnalysisType) -> bool:
            ...
        @typing.overload
        def __ne__(self, other: typing.SupportsInt | typing.SupportsIndex) -> bool:
            ...
        @typing.overload
        def __ne__(self, other: typing.Any) -> bool:
            ...
        def __repr__(self) -> str:
            ...
        def __setstate__(self, state: typing.SupportsInt | typing.SupportsIndex) -> None:
            ...
        def __str__(self) -> str:
            ...
        @property
        def name(self) -> str:
            ...
        @property
        def value(self) -> int:
            ...
    class ETreeType:
        """
        Members:
        
          kTraining
        
          kTesting
        
          kMaxTreeType
        
          kValidation
        
          kTrainingOriginal
        """
        __members__: typing.ClassVar[dict[str, Types.ETreeType]]
        kMaxTreeType: typing.ClassVar[Types.ETreeType]
        kTesting: typing.ClassVar[Types.ETreeType]
        kTraining: typing.ClassVar[Types.ETreeType]
        kTrainingOriginal: typing.ClassVar[Types.ETreeType]
        kValidation: typing.ClassVar[Types.ETreeType]
        @typing.overload
        def __eq__(self, other: Types.ETreeType) -> bool:
            ...
        @typing.overload
        def __eq__(self, other: typing.SupportsInt | typing.SupportsIndex) -> bool:
            ...
        @typing.overload
        def __eq__(self, other: typing.Any) -> bool:
            ...
        def __getstate__(self) -> int:
            ...
        def __hash__(self) -> int:
            ...
        def __index__(self) -> int:
            ...
        def __init__(self, value: typing.SupportsInt | typing.SupportsIndex) -> None:
            ...
        def __int__(self) -> int:
            ...
        @typing.overload
        def __ne__(self, other: Types.ETreeType) -> bool:
            ...
        @typing.overload
        def __ne__(self, other: typing.SupportsInt | typing.SupportsIndex) -> bool:
            ...
        @typing.overload
        def __ne__(self, other: typing.Any) -> bool:
            ...
        def __repr__(self) -> str:
            ...
        def __setstate__(self, state: typing.SupportsInt | typing.SupportsIndex) -> None:
            ...
        def __str__(self) -> str:
            ...
        @property
        def name(self) -> str:
            ...
        @property
        def value(self) -> int:
            ...
    class ESBType:
        """
        Members:
        
          kSignal
        
          kBackground
        
          kSBBoth
        
          kMaxSBType
        
          kTrueType
        """
        __members__: typing.ClassVar[dict[str, Types.ESBType]]
        kBackground: typing.ClassVar[Types.ESBType]
        kMaxSBType: typing.ClassVar[Types.ESBType]
        kSBBoth: typing.ClassVar[Types.ESBType]
        kSignal: typing.ClassVar[Types.ESBType]
        kTrueType: typing.ClassVar[Types.ESBType]
        @typing.overload
        def __eq__(self, other: Types.ESBType) -> bool:
            ...
        @typing.overload
        def __eq__(self, other: typing.SupportsInt | typing.SupportsIndex) -> bool:
            ...
        @typing.overload
        def __eq__(self, other: typing.Any) -> bool:
            ...
        def __getstate__(self) -> int:
            ...
        def __hash__(self) -> int:
            ...
        def __index__(self) -> int:
            ...
        def __init__(self, value: typing.SupportsInt | typing.SupportsIndex) -> None:
            ...
        def __int__(self) -> int:
            ...
        @typing.overload
        def __ne__(self, other: Types.ESBType) -> bool:
            ...
        @typing.overload
        def __ne__(self, other: typing.SupportsInt | typing.SupportsIndex) -> bool:
            ...
        @typing.overload
        def __ne__(self, other: typing.Any) -> bool:
            ...
        def __repr__(self) -> str:
            ...
        def __setstate__(self, state: typing.SupportsInt | typing.SupportsIndex) -> None:
            ...
        def __str__(self) -> str:
            ...
        @property
        def name(self) -> str:
            ...
        @property
        def value(self) -> int:
            ...
    class EVariableTransform:
        """
        Members:
        
          kIdentity
        
          kDecorrelated
        
          kNormalized
        
          kPCA
        
          kRearranged
        
          kGauss
        
          kUniform
        
          kMaxVariableTransform
        """
        __members__: typing.ClassVar[dict[str, Types.EVariableTransform]]
        kDecorrelated: typing.ClassVar[Types.EVariableTransform]
        kGauss: typing.ClassVar[Types.EVariableTransform]
        kIdentity: typing.ClassVar[Types.EVariableTransform]
        kMaxVariableTransform: typing.ClassVar[Types.EVariableTransform]
        kNormalized: typing.ClassVar[Types.EVariableTransform]
        kPCA: typing.ClassVar[Types.EVariableTransform]
        kRearranged: typing.ClassVar[Types.EVariableTransform]
        kUniform: typing.ClassVar[Types.EVariableTransform]
        @typing.overload
        def __eq__(self, other: Types.EVariableTransform) -> bool:
            ...
        @typing.overload
        def __eq__(self, other: typing.SupportsInt | typing.SupportsIndex) -> bool:
            ...
        @typing.overload
        def __eq__(self, other: typing.Any) -> bool:
            ...
        def __getstate__(self) -> int:
            ...
        def __hash__(self) -> int:
            ...
        def __index__(self) -> int:
            ...
        def __init__(self, value: typing.SupportsInt | typing.SupportsIndex) -> None:
            ...
        def __int__(self) -> int:
            ...
        @typing.overload
        def __ne__(self, other: Types.EVariableTransform) -> bool:
            ...
        @typing.overload
        def __ne__(self, other: typing.SupportsInt | typing.SupportsIndex) -> bool:
            ...
        @typing.overload
        def __ne__(self, other: typing.Any) -> bool:
            ...
        def __repr__(self) -> str:
            ...
        def __setstate__(self, state: typing.SupportsInt | typing.SupportsIndex) -> None:
            ...
        def __str__(self) -> str:
            ...
        @property
        def name(self) -> str:
            ...
        @property
        def value(self) -> int:
            ...
    kBDT: typing.ClassVar[Types.EMVA]
    kBackground: typing.ClassVar[Types.ESBType]
    kBayesClassifier: typing.ClassVar[Types.EMVA]
    kBoost: typing.ClassVar[Types.EMVA]
    kC50: typing.ClassVar[Types.EMVA]
    kCFMlpANN: typing.ClassVar[Types.EMVA]
    kCategory: typing.ClassVar[Types.EMVA]
    kClassification: typing.ClassVar[Types.EAnalysisType]
    kCrossValidation: typing.ClassVar[Types.EMVA]
    kCuts: typing.ClassVar[Types.EMVA]
    kDL: typing.ClassVar[Types.EMVA]
    kDNN: typing.ClassVar[Types.EMVA]
    kDT: typing.ClassVar[Types.EMVA]
    kDecorrelated: typing.ClassVar[Types.EVariableTransform]
    kFDA: typing.ClassVar[Types.EMVA]
    kFisher: typing.ClassVar[Types.EMVA]
    kGauss: typing.ClassVar[Types.EVariableTransform]
    kHMatrix: typing.ClassVar[Types.EMVA]
    kIdentity: typing.ClassVar[Types.EVariableTransform]
    kKNN: typing.ClassVar[Types.EMVA]
    kLD: typing.ClassVar[Types.EMVA]
    kLikelihood: typing.ClassVar[Types.EMVA]
    kMLP: typing.ClassVar[Types.EMVA]
    kMaxAnalysisType: typing.ClassVar[Types.EAnalysisType]
    kMaxMethod: typing.ClassVar[Types.EMVA]
    kMaxSBType: typing.ClassVar[Types.ESBType]
    kMaxTreeType: typing.ClassVar[Types.ETreeType]
    kMaxVariableTransform: typing.ClassVar[Types.EVariableTransform]
    kMulticlass: typing.ClassVar[Types.EAnalysisType]
    kNoAnalysisType: typing.ClassVar[Types.EAnalysisType]
    kNormalized: typing.ClassVar[Types.EVariableTransform]
    kPCA: typing.ClassVar[Types.EVariableTransform]
    kPDEFoam: typing.ClassVar[Types.EMVA]
    kPDERS: typing.ClassVar[Types.EMVA]
    kPlugins: typing.ClassVar[Types.EMVA]
    kPyAdaBoost: typing.ClassVar[Types.EMVA]
    kPyGTB: typing.ClassVar[Types.EMVA]
    kPyKeras: typing.ClassVar[Types.EMVA]
    kPyRandomForest: typing.ClassVar[Types.EMVA]
    kPyTorch: typing.ClassVar[Types.EMVA]
    kRSNNS: typing.ClassVar[Types.EMVA]
    kRSVM: typing.ClassVar[Types.EMVA]
    kRXGB: typing.ClassVar[Types.EMVA]
    kRearranged: typing.ClassVar[Types.EVariableTransform]
    kRegression: typing.ClassVar[Types.EAnalysisType]
    kRuleFit: typing.ClassVar[Types.EMVA]
    kSBBoth: typing.ClassVar[Types.ESBType]
    kSOFIE: typing.ClassVar[Types.EMVA]
    kSVM: typing.ClassVar[Types.EMVA]
    kSignal: typing.ClassVar[Types.ESBType]
    kTMlpANN: typing.ClassVar[Types.EMVA]
    kTesting: typing.ClassVar[Types.ETreeType]
    kTraining: typing.ClassVar[Types.ETreeType]
    kTrainingOriginal: typing.ClassVar[Types.ETreeType]
    kTrueType: typing.ClassVar[Types.ESBType]
    kUniform: typing.ClassVar[Types.EVariableTransform]
    kValidation: typing.ClassVar[Types.ETreeType]
    kVariable: typing.ClassVar[Types.EMVA]
    @staticmethod
    def Instance() -> Types:
        ...
    def GetMethodName(self, type: Types.EMVA) -> str:
        ...
    def GetMethodType(self, name: str) -> Types.EMVA:
        ...
class OptionInfo:
    """
    What is known of one option, as text.
    """
    @property
    def choices(self) -> list[str]:
        ...
    @property
    def default_value(self) -> str:
        ...
    @property
    def deprecated(self) -> bool:
        ...
    @property
    def help(self) -> str:
        ...
    @property
    def is_set(self) -> bool:
        ...
    @property
    def name(self) -> str:
        ...
    @property
    def reader_only(self) -> bool:
        ...
    @property
    def size(self) -> int:
        ...
    @property
    def type(self) -> str:
        ...
    @property
    def value(self) -> str:
        ...
class ColumnInfo:
    """
    Name and shape of one column.
    """
    @property
    def count_branch(self) -> str:
        """
        the branch with the numbers of items, or ''
        """
    @property
    def dimensions(self) -> list[int]:
        ...
    @property
    def dtype(self) -> numpy.dtype[typing.Any]:
        ...
    @property
    def is_text(self) -> bool:
        ...
    @property
    def length(self) -> int:
        """
        values an entry; -1 where it varies
        """
    @property
    def list_levels(self) -> int:
        """
        lists within lists
        """
    @property
    def name(self) -> str:
        ...
    @property
    def path(self) -> str:
        """
        in its file; '' where it equals the name
        """
    @property
    def type(self) -> str:
        ...
    @property
    def type_name(self) -> str:
        """
        what its file calls the type
        """
    @property
    def unsupported(self) -> str:
        """
        why it cannot be read, or ''
        """
class ColumnSource:
    """
    A table.
    """
    def Clusters(self) -> list[tuple[int, int]]:
        ...
    def Columns(self) -> list[ColumnInfo]:
        ...
    def Description(self) -> str:
        ...
    def Files(self) -> list[str]:
        """
        Paths of the files that are read.
        """
    def FindColumn(self, name: str) -> int:
        ...
    def NumEntries(self) -> int:
        ...
    def Read(self, names: collections.abc.Sequence[str], begin: typing.SupportsInt | typing.SupportsIndex, end: typing.SupportsInt | typing.SupportsIndex, threads: typing.SupportsInt | typing.SupportsIndex = 0) -> list:
        """
        A list of (values, offsets): the offsets of each level of lists, outermost first.
        """
class ByteSource:
    """
    Bytes read by position.
    """
    def Path(self) -> str:
        ...
    def Size(self) -> int:
        ...
    def __init__(self, reader: typing.Any, path: str) -> None:
        """
        Bytes of an object with `size`, `read_into(offset, buffer)` and `will_read(ranges)`.
        """
class ShuffleMode:
    """
    Members:
    
      kNone
    
      kStreaming
    
      kGlobal
    """
    __members__: typing.ClassVar[dict[str, ShuffleMode]]
    kGlobal: typing.ClassVar[ShuffleMode]
    kNone: typing.ClassVar[ShuffleMode]
    kStreaming: typing.ClassVar[ShuffleMode]
    @typing.overload
    def __eq__(self, other: ShuffleMode) -> bool:
        ...
    @typing.overload
    def __eq__(self, other: typing.Any) -> bool:
        ...
    def __getstate__(self) -> int:
        ...
    def __hash__(self) -> int:
        ...
    def __index__(self) -> int:
        ...
    def __init__(self, value: typing.SupportsInt | typing.SupportsIndex) -> None:
        ...
    def __int__(self) -> int:
        ...
    @typing.overload
    def __ne__(self, other: ShuffleMode) -> bool:
        ...
    @typing.overload
    def __ne__(self, other: typing.Any) -> bool:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, state: typing.SupportsInt | typing.SupportsIndex) -> None:
        ...
    def __str__(self) -> str:
        ...
    @property
    def name(self) -> str:
        ...
    @property
    def value(self) -> int:
        ...
class BalanceMode:
    """
    Members:
    
      kNone
    
      kUndersample
    
      kOversample
    
      kBatch
    """
    __members__: typing.ClassVar[dict[str, BalanceMode]]
    kBatch: typing.ClassVar[BalanceMode]
    kNone: typing.ClassVar[BalanceMode]
    kOversample: typing.ClassVar[BalanceMode]
    kUndersample: typing.ClassVar[BalanceMode]
    @typing.overload
    def __eq__(self, other: BalanceMode) -> bool:
        ...
    @typing.overload
    def __eq__(self, other: typing.Any) -> bool:
        ...
    def __getstate__(self) -> int:
        ...
    def __hash__(self) -> int:
        ...
    def __index__(self) -> int:
        ...
    def __init__(self, value: typing.SupportsInt | typing.SupportsIndex) -> None:
        ...
    def __int__(self) -> int:
        ...
    @typing.overload
    def __ne__(self, other: BalanceMode) -> bool:
        ...
    @typing.overload
    def __ne__(self, other: typing.Any) -> bool:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, state: typing.SupportsInt | typing.SupportsIndex) -> None:
        ...
    def __str__(self) -> str:
        ...
    @property
    def name(self) -> str:
        ...
    @property
    def value(self) -> int:
        ...
class RowSplit:
    """
    A part of the rows, drawn row by row.
    """
    def __init__(self, seed: typing.SupportsInt | typing.SupportsIndex, begin: typing.SupportsFloat | typing.SupportsIndex, end: typing.SupportsFloat | typing.SupportsIndex, outside: bool = False, classes: collections.abc.Mapping[typing.SupportsFloat | typing.SupportsIndex, tuple[typing.SupportsFloat | typing.SupportsIndex, typing.SupportsFloat | typing.SupportsIndex]] = {}) -> None:
        ...
    @property
    def begin(self) -> float:
        ...
    @property
    def end(self) -> float:
        ...
    @property
    def outside(self) -> bool:
        ...
    @property
    def seed(self) -> int:
        ...
class BatchOptions:
    """
    See TMVA/BatchGenerator.h.
    """
    balance: BalanceMode
    cache: bool
    cache_path: str
    cut: str
    drop_remainder: bool
    dtype: numpy.dtype[typing.Any]
    label: str
    mask: bool
    shuffle: ShuffleMode
    skip_damaged: bool
    weight: str
    def __copy__(self) -> BatchOptions:
        ...
    def __init__(self) -> None:
        ...
    @property
    def batch_size(self) -> int:
        ...
    @batch_size.setter
    def batch_size(self, arg0: typing.SupportsInt | typing.SupportsIndex) -> None:
        ...
    @property
    def columns(self) -> list[str]:
        ...
    @columns.setter
    def columns(self, arg0: collections.abc.Sequence[str]) -> None:
        ...
    @property
    def lists(self) -> list[tuple[str, int, float]]:
        """
        (column, length, fill) of each column of lists
        """
    @lists.setter
    def lists(self, arg1: collections.abc.Sequence[tuple[str, typing.SupportsInt | typing.SupportsIndex, typing.SupportsFloat | typing.SupportsIndex]]) -> None:
        ...
    @property
    def memory(self) -> int:
        ...
    @memory.setter
    def memory(self, arg0: typing.SupportsInt | typing.SupportsIndex) -> None:
        ...
    @property
    def prefetch(self) -> int:
        ...
    @prefetch.setter
    def prefetch(self, arg0: typing.SupportsInt | typing.SupportsIndex) -> None:
        ...
    @property
    def rank(self) -> int:
        ...
    @rank.setter
    def rank(self, arg0: typing.SupportsInt | typing.SupportsIndex) -> None:
        ...
    @property
    def seed(self) -> int:
        ...
    @seed.setter
    def seed(self, arg0: typing.SupportsInt | typing.SupportsIndex) -> None:
        ...
    @property
    def shuffle_rows(self) -> int:
        ...
    @shuffle_rows.setter
    def shuffle_rows(self, arg0: typing.SupportsInt | typing.SupportsIndex) -> None:
        ...
    @property
    def spectators(self) -> list[str]:
        ...
    @spectators.setter
    def spectators(self, arg0: collections.abc.Sequence[str]) -> None:
        ...
    @property
    def splits(self) -> list[RowSplit]:
        """
        rows must lie in all of them
        """
    @splits.setter
    def splits(self, arg0: collections.abc.Sequence[RowSplit]) -> None:
        ...
    @property
    def targets(self) -> list[str]:
        ...
    @targets.setter
    def targets(self, arg0: collections.abc.Sequence[str]) -> None:
        ...
    @property
    def threads(self) -> int:
        ...
    @threads.setter
    def threads(self, arg0: typing.SupportsInt | typing.SupportsIndex) -> None:
        ...
    @property
    def world_size(self) -> int:
        ...
    @world_size.setter
    def world_size(self, arg0: typing.SupportsInt | typing.SupportsIndex) -> None:
        ...
class Batch:
    """
    Tensors of some rows, each [rows, width].
    """
    def __len__(self) -> int:
        ...
    def array(self, name: str) -> numpy.ndarray:
        """
        A numpy array that shares the memory: of "x", "mask", "y", "w" or a spectator.
        """
    def dlpack(self, name: str) -> typing_extensions.CapsuleType:
        """
        An unversioned DLPack capsule that shares the memory.
        """
    def spectator(self, name: str) -> numpy.ndarray:
        """
        As array(), of a spectator of any name.
        """
class BatchIteration:
    """
    One pass over the rows.
    """
    def Next(self) -> typing.Any:
        ...
    def Statistics(self) -> dict:
        ...
class BatchGenerator:
    """
    Tables that become batches.
    """
    def ClassRows(self) -> dict[float, int]:
        ...
    def Iterate(self, epoch: typing.SupportsInt | typing.SupportsIndex = 0, first_batch: typing.SupportsInt | typing.SupportsIndex = 0) -> BatchIteration:
        ...
    def Names(self, tensor: str) -> list[str]:
        ...
    def NumBatches(self) -> int:
        ...
    def NumRows(self) -> int:
        ...
    def StratifiedBorders(self, seed: typing.SupportsInt | typing.SupportsIndex, fractions: collections.abc.Sequence[typing.SupportsFloat | typing.SupportsIndex]) -> dict[float, list[float]]:
        """
        Borders between 0 and 1 for each class.
        """
    def Tensors(self) -> list[tuple[str, numpy.dtype[typing.Any], int]]:
        """
        (name, dtype, width) of each tensor
        """
    def WindowsInPool(self) -> float:
        ...
    def __init__(self, tables: collections.abc.Sequence[tuple[ColumnSource, typing.SupportsFloat | typing.SupportsIndex | None]], options: BatchOptions) -> None:
        ...
    @property
    def options(self) -> BatchOptions:
        ...
class BatchTransformation:
    """
    VarTransform's transformations, fitted.
    """
    @staticmethod
    def Check(text: str, columns: collections.abc.Sequence[str], classes: collections.abc.Sequence[str]) -> None:
        ...
    def Apply(self, x: numpy.typing.NDArray[numpy.float32]) -> None:
        """
        In place, on a float32 array [rows, columns].
        """
    def __getstate__(self) -> bytes:
        ...
    def __init__(self, text: str, tables: collections.abc.Sequence[tuple[ColumnSource, typing.SupportsFloat | typing.SupportsIndex | None]], options: BatchOptions, classes: collections.abc.Sequence[str] = []) -> None:
        ...
    def __setstate__(self, arg0: bytes) -> None:
        ...
    @property
    def columns(self) -> list[str]:
        ...
class StoredObject:
    """
    An object of a ROOT file by its members.
    """
    def Has(self, name: str) -> bool:
        ...
    def Items(self) -> list:
        """
        Items of a collection; None where one is missing.
        """
    def Member(self, name: str) -> typing.Any:
        ...
    def Names(self) -> list[str]:
        """
        Names of the members, those of base classes too.
        """
    @property
    def class_name(self) -> str:
        ...
    @property
    def version(self) -> int:
        ...
class KeyInfo:
    """
    One object of a ROOT file.
    """
    @property
    def bytes(self) -> int:
        """
        of its record on disk
        """
    @property
    def class_name(self) -> str:
        ...
    @property
    def cycle(self) -> int:
        ...
    @property
    def name(self) -> str:
        ...
    @property
    def object_bytes(self) -> int:
        """
        once decompressed
        """
    @property
    def title(self) -> str:
        ...
class Table(ColumnSource):
    """
    A table of a file.
    """
    def BytesOf(self, column: typing.SupportsInt | typing.SupportsIndex) -> tuple[int, int]:
        """
        (compressed, uncompressed), of the column's whole branch
        """
    def CompressedBytes(self) -> int:
        ...
    def FilePath(self) -> str:
        ...
    def Name(self) -> str:
        ...
    def Title(self) -> str:
        ...
    def UncompressedBytes(self) -> int:
        ...
class Tree(Table):
    """
    A TTree of a file.
    """
    def Friends(self) -> list[tuple[str, str, str]]:
        """
        (alias, tree, file) of each
        """
class RNTuple(Table):
    """
    An RNTuple of a file.
    """
class File:
    """
    A ROOT file opened for reading.
    """
    @staticmethod
    @typing.overload
    def Open(path: str) -> File:
        ...
    @staticmethod
    @typing.overload
    def Open(bytes: ByteSource) -> File:
        ...
    def GetObject(self, name: str) -> StoredObject:
        ...
    def GetTable(self, name: str) -> typing.Any:
        """
        A Tree or an RNTuple.
        """
    def GetTree(self, name: str) -> Tree:
        ...
    def IsRecovered(self) -> bool:
        ...
    def Keys(self) -> list[KeyInfo]:
        ...
    def Path(self) -> str:
        ...
    def ReadObject(self, name: str) -> bytes:
        ...
    def RootVersion(self) -> int:
        """
        of the ROOT that wrote it: 64000 is 6.40.00
        """
    def Size(self) -> int:
        ...
class TableWriter:
    """
    Appends entries to a table that is being written.
    """
    def Append(self, columns: collections.abc.Sequence[tuple[numpy.ndarray, collections.abc.Sequence[typing.Annotated[numpy.typing.ArrayLike, numpy.int64]]]], entries: typing.SupportsInt | typing.SupportsIndex) -> None:
        """
        `columns`: (values, offsets of each level of lists, outermost first) of each.
        """
    def NumEntries(self) -> int:
        ...
class Histogram1:
    """
    A one-dimensional histogram, TH1F or TH1D.
    """
    name: str
    title: str
    x_title: str
    y_title: str
    def __init__(self, name: str, title: str, nbins: typing.SupportsInt | typing.SupportsIndex, xmin: typing.SupportsFloat | typing.SupportsIndex, xmax: typing.SupportsFloat | typing.SupportsIndex, single: bool = True) -> None:
        ...
    @property
    def contents(self) -> numpy.ndarray:
        ...
    @contents.setter
    def contents(self, arg1: typing.Annotated[numpy.typing.ArrayLike, numpy.float64]) -> None:
        ...
    @property
    def edges(self) -> numpy.ndarray:
        ...
    @edges.setter
    def edges(self, arg1: typing.Annotated[numpy.typing.ArrayLike, numpy.float64]) -> None:
        ...
    @property
    def entries(self) -> float:
        ...
    @entries.setter
    def entries(self, arg0: typing.SupportsFloat | typing.SupportsIndex) -> None:
        ...
    @property
    def nbins(self) -> int:
        ...
    @property
    def single(self) -> bool:
        ...
    @property
    def sumw(self) -> float:
        ...
    @sumw.setter
    def sumw(self, arg0: typing.SupportsFloat | typing.SupportsIndex) -> None:
        ...
    @property
    def sumw2(self) -> numpy.ndarray:
        ...
    @sumw2.setter
    def sumw2(self, arg1: typing.Annotated[numpy.typing.ArrayLike, numpy.float64]) -> None:
        ...
    @property
    def sumw_sq(self) -> float:
        ...
    @sumw_sq.setter
    def sumw_sq(self, arg0: typing.SupportsFloat | typing.SupportsIndex) -> None:
        ...
    @property
    def sumwx(self) -> float:
        ...
    @sumwx.setter
    def sumwx(self, arg0: typing.SupportsFloat | typing.SupportsIndex) -> None:
        ...
    @property
    def sumwx2(self) -> float:
        ...
    @sumwx2.setter
    def sumwx2(self, arg0: typing.SupportsFloat | typing.SupportsIndex) -> None:
        ...
    @property
    def x_labels(self) -> list[str]:
        ...
    @x_labels.setter
    def x_labels(self, arg0: collections.abc.Sequence[str]) -> None:
        ...
    @property
    def xmax(self) -> float:
        ...
    @property
    def xmin(self) -> float:
        ...
class Histogram2:
    """
    A two-dimensional histogram, TH2F or TH2D.
    """
    name: str
    title: str
    x_title: str
    y_title: str
    def __init__(self, name: str, title: str, nx: typing.SupportsInt | typing.SupportsIndex, xmin: typing.SupportsFloat | typing.SupportsIndex, xmax: typing.SupportsFloat | typing.SupportsIndex, ny: typing.SupportsInt | typing.SupportsIndex, ymin: typing.SupportsFloat | typing.SupportsIndex, ymax: typing.SupportsFloat | typing.SupportsIndex, single: bool = True) -> None:
        ...
    @property
    def contents(self) -> numpy.ndarray:
        ...
    @contents.setter
    def contents(self, arg1: typing.Annotated[numpy.typing.ArrayLike, numpy.float64]) -> None:
        ...
    @property
    def entries(self) -> float:
        ...
    @entries.setter
    def entries(self, arg0: typing.SupportsFloat | typing.SupportsIndex) -> None:
        ...
    @property
    def nx(self) -> int:
        ...
    @property
    def ny(self) -> int:
        ...
    @property
    def single(self) -> bool:
        ...
    @property
    def sumw(self) -> float:
        ...
    @sumw.setter
    def sumw(self, arg0: typing.SupportsFloat | typing.SupportsIndex) -> None:
        ...
    @property
    def sumw2(self) -> numpy.ndarray:
        ...
    @sumw2.setter
    def sumw2(self, arg1: typing.Annotated[numpy.typing.ArrayLike, numpy.float64]) -> None:
        ...
    @property
    def sumw_sq(self) -> float:
        ...
    @sumw_sq.setter
    def sumw_sq(self, arg0: typing.SupportsFloat | typing.SupportsIndex) -> None:
        ...
    @property
    def sumwx(self) -> float:
        ...
    @sumwx.setter
    def sumwx(self, arg0: typing.SupportsFloat | typing.SupportsIndex) -> None:
        ...
    @property
    def sumwx2(self) -> float:
        ...
    @sumwx2.setter
    def sumwx2(self, arg0: typing.SupportsFloat | typing.SupportsIndex) -> None:
        ...
    @property
    def sumwxy(self) -> float:
        ...
    @sumwxy.setter
    def sumwxy(self, arg0: typing.SupportsFloat | typing.SupportsIndex) -> None:
        ...
    @property
    def sumwy(self) -> float:
        ...
    @sumwy.setter
    def sumwy(self, arg0: typing.SupportsFloat | typing.SupportsIndex) -> None:
        ...
    @property
    def sumwy2(self) -> float:
        ...
    @sumwy2.setter
    def sumwy2(self, arg0: typing.SupportsFloat | typing.SupportsIndex) -> None:
        ...
    @property
    def x_edges(self) -> numpy.ndarray:
        ...
    @x_edges.setter
    def x_edges(self, arg1: typing.Annotated[numpy.typing.ArrayLike, numpy.float64]) -> None:
        ...
    @property
    def x_labels(self) -> list[str]:
        ...
    @x_labels.setter
    def x_labels(self, arg0: collections.abc.Sequence[str]) -> None:
        ...
    @property
    def xmax(self) -> float:
        ...
    @property
    def xmin(self) -> float:
        ...
    @property
    def y_edges(self) -> numpy.ndarray:
        ...
    @y_edges.setter
    def y_edges(self, arg1: typing.Annotated[numpy.typing.ArrayLike, numpy.float64]) -> None:
        ...
    @property
    def y_labels(self) -> list[str]:
        ...
    @y_labels.setter
    def y_labels(self, arg0: collections.abc.Sequence[str]) -> None:
        ...
    @property
    def ymax(self) -> float:
        ...
    @property
    def ymin(self) -> float:
        ...
class Graph:
    """
    A curve, TMVA's TGraph.
    """
    def GetN(self) -> int:
        ...
    def GetX(self) -> numpy.ndarray:
        ...
    def GetY(self) -> numpy.ndarray:
        ...
    def __init__(self, name: str, title: str, x: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], y: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], x_title: str = '', y_title: str = '') -> None:
        ...
    @property
    def name(self) -> str:
        ...
    @property
    def title(self) -> str:
        ...
    @property
    def x(self) -> numpy.ndarray:
        ...
    @property
    def x_title(self) -> str:
        ...
    @property
    def y(self) -> numpy.ndarray:
        ...
    @property
    def y_title(self) -> str:
        ...
class MergedObject:
    """
    Objects of several files added up, as hadd does.
    """
    class Rule:
        """
        Members:
        
          kAdd
        
          kAppend
        
          kKeep
        """
        __members__: typing.ClassVar[dict[str, MergedObject.Rule]]
        kAdd: typing.ClassVar[MergedObject.Rule]
        kAppend: typing.ClassVar[MergedObject.Rule]
        kKeep: typing.ClassVar[MergedObject.Rule]
        @typing.overload
        def __eq__(self, other: MergedObject.Rule) -> bool:
            ...
        @typing.overload
        def __eq__(self, other: typing.Any) -> bool:
            ...
        def __getstate__(self) -> int:
            ...
        def __hash__(self) -> int:
            ...
        def __index__(self) -> int:
            ...
        def __init__(self, value: typing.SupportsInt | typing.SupportsIndex) -> None:
            ...
        def __int__(self) -> int:
            ...
        @typing.overload
        def __ne__(self, other: MergedObject.Rule) -> bool:
            ...
        @typing.overload
        def __ne__(self, other: typing.Any) -> bool:
            ...
        def __repr__(self) -> str:
            ...
        def __setstate__(self, state: typing.SupportsInt | typing.SupportsIndex) -> None:
            ...
        def __str__(self) -> str:
            ...
        @property
        def name(self) -> str:
            ...
        @property
        def value(self) -> int:
            ...
    @staticmethod
    def RuleOf(class_name: str) -> MergedObject.Rule:
        ...
    def Add(self, file: File, name: str) -> None:
        ...
    def ClassName(self) -> str:
        ...
    def Equals(self, file: File, name: str) -> bool:
        ...
    def __init__(self, file: File, name: str) -> None:
        ...
class OutputFile:
    """
    A ROOT file being written.
    """
    @staticmethod
    def Create(path: str, codec: str = 'zlib', level: typing.SupportsInt | typing.SupportsIndex = 1) -> OutputFile:
        ...
    @staticmethod
    def Update(path: str, codec: str = 'zlib', level: typing.SupportsInt | typing.SupportsIndex = 1) -> OutputFile:
        ...
    def AddBranches(self, tree: str, columns: collections.abc.Sequence[tuple[str, numpy.dtype[typing.Any], collections.abc.Sequence[typing.SupportsInt | typing.SupportsIndex], typing.SupportsInt | typing.SupportsIndex, bool, str]]) -> TableWriter:
        ...
    def Close(self) -> None:
        ...
    def Delete(self, path: str) -> None:
        ...
    def MakeDirectory(self, directory: str) -> None:
        ...
    def MakeRNTuple(self, directory: str, name: str, description: str, columns: collections.abc.Sequence[tuple[str, numpy.dtype[typing.Any], collections.abc.Sequence[typing.SupportsInt | typing.SupportsIndex], typing.SupportsInt | typing.SupportsIndex, bool, str]], compression: tuple[str, typing.SupportsInt | typing.SupportsIndex] | None = None, cluster_entries: typing.SupportsInt | typing.SupportsIndex = 0) -> TableWriter:
        ...
    def MakeTree(self, directory: str, name: str, title: str, columns: collections.abc.Sequence[tuple[str, numpy.dtype[typing.Any], collections.abc.Sequence[typing.SupportsInt | typing.SupportsIndex], typing.SupportsInt | typing.SupportsIndex, bool, str]], compression: tuple[str, typing.SupportsInt | typing.SupportsIndex] | None = None, cluster_entries: typing.SupportsInt | typing.SupportsIndex = 0, friends: collections.abc.Sequence[tuple[str, str, str]] = []) -> TableWriter:
        """
        `columns`: (name, dtype, dimensions, list_levels, is_text, count_branch) of each.
        """
    def Path(self) -> str:
        ...
    @typing.overload
    def Write(self, directory: str, histogram: Histogram1) -> None:
        ...
    @typing.overload
    def Write(self, directory: str, histogram: Histogram2) -> None:
        ...
    @typing.overload
    def Write(self, directory: str, graph: Graph) -> None:
        ...
    @typing.overload
    def Write(self, name: str, object: MergedObject) -> None:
        ...
    def WriteMatrix(self, directory: str, name: str, array: typing.Annotated[numpy.typing.ArrayLike, numpy.float64]) -> None:
        ...
    def WriteNumber(self, directory: str, name: str, value: typing.SupportsFloat | typing.SupportsIndex) -> None:
        ...
    def WriteString(self, directory: str, name: str, text: str) -> None:
        ...
class VariableInfo:
    """
    An input expression with its names.
    """
    @staticmethod
    def Make(text: str) -> VariableInfo:
        ...
    @property
    def expression(self) -> str:
        ...
    @property
    def internal_name(self) -> str:
        ...
    @property
    def label(self) -> str:
        ...
    @property
    def max(self) -> float:
        ...
    @property
    def min(self) -> float:
        ...
    @property
    def title(self) -> str:
        ...
    @property
    def type(self) -> str:
        ...
    @property
    def unit(self) -> str:
        ...
class ClassInfo:
    """
    An event class.
    """
    @property
    def cut(self) -> str:
        ...
    @property
    def name(self) -> str:
        ...
    @property
    def weight_expression(self) -> str:
        ...
class DataSetInfo:
    """
    Classes, variables, targets and spectators.
    """
    def GetListOfVariables(self) -> typing.Any:
        """
        Labels of the variables, as a std::vector.
        """
    def GetNClasses(self) -> int:
        ...
    def GetNTargets(self) -> int:
        ...
    def GetNVariables(self) -> int:
        ...
    def NumOutputs(self) -> int:
        ...
    def SignalClass(self) -> int:
        ...
    @property
    def analysis(self) -> Types.EAnalysisType:
        ...
    @property
    def classes(self) -> list[ClassInfo]:
        ...
    @property
    def name(self) -> str:
        ...
    @property
    def spectators(self) -> list[VariableInfo]:
        ...
    @property
    def targets(self) -> list[VariableInfo]:
        ...
    @property
    def variables(self) -> list[VariableInfo]:
        ...
class EventStream:
    """
    One pass over some events.
    """
    def Next(self) -> typing.Any:
        ...
class DataSet:
    """
    Events that a method trains on.
    """
    def NumEvents(self, sample: Types.ETreeType = Types.ETreeType.kTraining, part: str = 'all', validation_fraction: typing.SupportsFloat | typing.SupportsIndex = 0.0) -> int:
        ...
    def Stream(self, sample: Types.ETreeType = Types.ETreeType.kTraining, part: str = 'all', validation_fraction: typing.SupportsFloat | typing.SupportsIndex = 0.0, batch_size: typing.SupportsInt | typing.SupportsIndex = 4096, shuffle: bool = False, seed: typing.SupportsInt | typing.SupportsIndex = 0, epoch: typing.SupportsInt | typing.SupportsIndex = 0) -> EventStream:
        ...
    @property
    def info(self) -> DataSetInfo:
        ...
class BookedMethod:
    """
    A method that is booked or read from a weight file.
    """
    def GetMethodName(self) -> str:
        ...
    def HasMvaPdfs(self) -> bool:
        ...
    def HelpText(self) -> str:
        ...
    def Info(self) -> DataSetInfo:
        ...
    def Options(self) -> list[OptionInfo]:
        ...
    def Save(self, weight_file: str) -> None:
        ...
    def Title(self) -> str:
        ...
    def TrainingTime(self) -> float:
        ...
    def Type(self) -> str:
        ...
    def VariableRanking(self) -> typing.Any:
        ...
class DataLoader:
    """
    Collects variables, trees, cuts and weights.
    """
    def AddBackgroundTestEvent(self, values: collections.abc.Sequence[typing.SupportsFloat | typing.SupportsIndex], weight: typing.SupportsFloat | typing.SupportsIndex = 1.0) -> None:
        ...
    def AddBackgroundTrainingEvent(self, values: collections.abc.Sequence[typing.SupportsFloat | typing.SupportsIndex], weight: typing.SupportsFloat | typing.SupportsIndex = 1.0) -> None:
        ...
    @typing.overload
    def AddBackgroundTree(self, tree: ColumnSource, weight: typing.SupportsFloat | typing.SupportsIndex = 1.0, type: Types.ETreeType = Types.ETreeType.kMaxTreeType) -> None:
        ...
    @typing.overload
    def AddBackgroundTree(self, tree: ColumnSource, weight: typing.SupportsFloat | typing.SupportsIndex, type: str) -> None:
        ...
    def AddCut(self, cut: str, class_name: str = '') -> None:
        ...
    def AddEvent(self, class_name: str, type: Types.ETreeType, values: collections.abc.Sequence[typing.SupportsFloat | typing.SupportsIndex], weight: typing.SupportsFloat | typing.SupportsIndex = 1.0) -> None:
        ...
    def AddRegressionTarget(self, expression: str, title: str = '', unit: str = '', min: typing.SupportsFloat | typing.SupportsIndex = 0.0, max: typing.SupportsFloat | typing.SupportsIndex = 0.0) -> None:
        ...
    def AddRegressionTree(self, tree: ColumnSource, weight: typing.SupportsFloat | typing.SupportsIndex = 1.0, type: Types.ETreeType = Types.ETreeType.kMaxTreeType) -> None:
        ...
    def AddSignalTestEvent(self, values: collections.abc.Sequence[typing.SupportsFloat | typing.SupportsIndex], weight: typing.SupportsFloat | typing.SupportsIndex = 1.0) -> None:
        ...
    def AddSignalTrainingEvent(self, values: collections.abc.Sequence[typing.SupportsFloat | typing.SupportsIndex], weight: typing.SupportsFloat | typing.SupportsIndex = 1.0) -> None:
        ...
    @typing.overload
    def AddSignalTree(self, tree: ColumnSource, weight: typing.SupportsFloat | typing.SupportsIndex = 1.0, type: Types.ETreeType = Types.ETreeType.kMaxTreeType) -> None:
        ...
    @typing.overload
    def AddSignalTree(self, tree: ColumnSource, weight: typing.SupportsFloat | typing.SupportsIndex, type: str) -> None:
        ...
    def AddSpectator(self, expression: str, title: str = '', unit: str = '', min: typing.SupportsFloat | typing.SupportsIndex = 0.0, max: typing.SupportsFloat | typing.SupportsIndex = 0.0) -> None:
        ...
    def AddTarget(self, expression: str, title: str = '', unit: str = '', min: typing.SupportsFloat | typing.SupportsIndex = 0.0, max: typing.SupportsFloat | typing.SupportsIndex = 0.0) -> None:
        ...
    def AddTestEvent(self, class_name: str, values: collections.abc.Sequence[typing.SupportsFloat | typing.SupportsIndex], weight: typing.SupportsFloat | typing.SupportsIndex = 1.0) -> None:
        ...
    def AddTrainingEvent(self, class_name: str, values: collections.abc.Sequence[typing.SupportsFloat | typing.SupportsIndex], weight: typing.SupportsFloat | typing.SupportsIndex = 1.0) -> None:
        ...
    @typing.overload
    def AddTree(self, tree: ColumnSource, class_name: str, weight: typing.SupportsFloat | typing.SupportsIndex = 1.0, cut: str = '', type: Types.ETreeType = Types.ETreeType.kMaxTreeType) -> None:
        ...
    @typing.overload
    def AddTree(self, tree: ColumnSource, class_name: str, weight: typing.SupportsFloat | typing.SupportsIndex, cut: str, type: str) -> None:
        ...
    @typing.overload
    def AddVariable(self, expression: str, title: str, unit: str, type: str = 'F', min: typing.SupportsFloat | typing.SupportsIndex = 0.0, max: typing.SupportsFloat | typing.SupportsIndex = 0.0) -> None:
        ...
    @typing.overload
    def AddVariable(self, expression: str, type: str = 'F', min: typing.SupportsFloat | typing.SupportsIndex = 0.0, max: typing.SupportsFloat | typing.SupportsIndex = 0.0) -> None:
        ...
    def AddVariablesArray(self, expression: str, size: typing.SupportsInt | typing.SupportsIndex, type: str = 'F', min: typing.SupportsFloat | typing.SupportsIndex = 0.0, max: typing.SupportsFloat | typing.SupportsIndex = 0.0) -> None:
        ...
    def GetDataSet(self) -> DataSet:
        ...
    def GetDataSetInfo(self) -> DataSetInfo:
        ...
    def GetName(self) -> str:
        ...
    @typing.overload
    def PrepareTrainingAndTestTree(self, cut: str, options: str) -> None:
        ...
    @typing.overload
    def PrepareTrainingAndTestTree(self, signal_cut: str, background_cut: str, options: str) -> None:
        ...
    @typing.overload
    def PrepareTrainingAndTestTree(self, cut: str, signal_train: typing.SupportsInt | typing.SupportsIndex, background_train: typing.SupportsInt | typing.SupportsIndex, signal_test: typing.SupportsInt | typing.SupportsIndex, background_test: typing.SupportsInt | typing.SupportsIndex, options: str = 'SplitMode=Random:!V') -> None:
        ...
    @typing.overload
    def PrepareTrainingAndTestTree(self, cut: str, train: typing.SupportsInt | typing.SupportsIndex, test: typing.SupportsInt | typing.SupportsIndex = -1) -> None:
        ...
    def SetAnalysisType(self, analysis: Types.EAnalysisType) -> None:
        ...
    def SetBackgroundWeightExpression(self, expression: str) -> None:
        ...
    def SetCut(self, cut: str, class_name: str = '') -> None:
        ...
    @typing.overload
    def SetInputTrees(self, signal: ColumnSource, background: ColumnSource, signal_weight: typing.SupportsFloat | typing.SupportsIndex = 1.0, background_weight: typing.SupportsFloat | typing.SupportsIndex = 1.0) -> None:
        ...
    @typing.overload
    def SetInputTrees(self, tree: ColumnSource, signal_cut: str, background_cut: str) -> None:
        ...
    def SetSignalWeightExpression(self, expression: str) -> None:
        ...
    def SetWeightExpression(self, expression: str, class_name: str = '') -> None:
        ...
    def __init__(self, name: str = 'default') -> None:
        ...
class Factory:
    """
    Books, trains, tests and compares methods.
    """
    @typing.overload
    def BookMethod(self, loader: DataLoader, method: str, title: str, options: str = '') -> BookedMethod:
        ...
    @typing.overload
    def BookMethod(self, loader: DataLoader, method: Types.EMVA, title: str, options: str = '') -> BookedMethod:
        ...
    def DeleteAllMethods(self) -> None:
        ...
    def EvaluateAllMethods(self) -> None:
        ...
    def GetMethod(self, dataset: str, title: str) -> BookedMethod:
        ...
    def GetROCCurve(self, dataset: str, title: str, cls: typing.SupportsInt | typing.SupportsIndex = 0, sample: Types.ETreeType = Types.ETreeType.kTesting) -> Graph:
        ...
    def GetROCIntegral(self, dataset: str, title: str, cls: typing.SupportsInt | typing.SupportsIndex = 0, sample: Types.ETreeType = Types.ETreeType.kTesting) -> float:
        ...
    def HasMethod(self, dataset: str, title: str) -> bool:
        ...
    def MethodTitles(self, dataset: str) -> list[str]:
        ...
    def PrintHelpMessage(self, dataset: str, title: str = '') -> None:
        ...
    def TestAllMethods(self) -> None:
        ...
    def TrainAllMethods(self) -> None:
        ...
    def __init__(self, job_name: str, target: str, options: str = '') -> None:
        ...
class Reader:
    """
    Applies trained methods from their weight files.
    """
    @typing.overload
    def AddSpectator(self, expression: str, value: numpy.typing.NDArray[numpy.float32]) -> None:
        ...
    @typing.overload
    def AddSpectator(self, expression: str, value: numpy.typing.NDArray[numpy.int32]) -> None:
        ...
    @typing.overload
    def AddSpectator(self, expression: str, value: numpy.typing.NDArray[numpy.float64]) -> None:
        ...
    @typing.overload
    def AddSpectator(self, expression: str, value: numpy.typing.NDArray[numpy.int64]) -> None:
        ...
    @typing.overload
    def AddVariable(self, expression: str, value: numpy.typing.NDArray[numpy.float32]) -> None:
        ...
    @typing.overload
    def AddVariable(self, expression: str, value: numpy.typing.NDArray[numpy.int32]) -> None:
        ...
    @typing.overload
    def BookMVA(self, tag: str, weight_file: str, user_code: str = '', allow_pickle: bool = False) -> BookedMethod:
        ...
    @typing.overload
    def BookMVA(self, type: Types.EMVA, weight_file: str) -> BookedMethod:
        ...
    @typing.overload
    def Evaluate(self, tag: str, variables: typing.Annotated[numpy.typing.ArrayLike, numpy.float32], spectators: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], aux: typing.SupportsFloat | typing.SupportsIndex = 0.0) -> numpy.ndarray:
        ...
    @typing.overload
    def Evaluate(self, tag: str, source: ColumnSource, aux: typing.SupportsFloat | typing.SupportsIndex = 0.0) -> numpy.ndarray:
        ...
    @typing.overload
    def EvaluateMVA(self, tag: str, aux: typing.SupportsFloat | typing.SupportsIndex = 0.0) -> float:
        ...
    @typing.overload
    def EvaluateMVA(self, values: collections.abc.Sequence[typing.SupportsFloat | typing.SupportsIndex], tag: str, aux: typing.SupportsFloat | typing.SupportsIndex = 0.0) -> float:
        ...
    @typing.overload
    def EvaluateMulticlass(self, tag: str, aux: typing.SupportsFloat | typing.SupportsIndex = 0.0) -> list[float]:
        ...
    @typing.overload
    def EvaluateMulticlass(self, index: typing.SupportsInt | typing.SupportsIndex, tag: str, aux: typing.SupportsFloat | typing.SupportsIndex = 0.0) -> float:
        ...
    @typing.overload
    def EvaluateRegression(self, tag: str, aux: typing.SupportsFloat | typing.SupportsIndex = 0.0) -> list[float]:
        ...
    @typing.overload
    def EvaluateRegression(self, index: typing.SupportsInt | typing.SupportsIndex, tag: str, aux: typing.SupportsFloat | typing.SupportsIndex = 0.0) -> float:
        ...
    def FindMVA(self, tag: str) -> BookedMethod:
        ...
    def GetMVAError(self) -> float:
        ...
    def GetMVAErrorLower(self) -> float:
        ...
    def GetMVAErrorUpper(self) -> float:
        ...
    def GetProba(self, tag: str, signal_fraction: typing.SupportsFloat | typing.SupportsIndex = 0.5, mva: typing.SupportsFloat | typing.SupportsIndex = -9999999.0) -> float:
        ...
    def GetRarity(self, tag: str, mva: typing.SupportsFloat | typing.SupportsIndex = -9999999.0) -> float:
        ...
    def Tags(self) -> list[str]:
        ...
    @typing.overload
    def __init__(self, options: str = '', verbose: bool = False) -> None:
        ...
    @typing.overload
    def __init__(self, variables: collections.abc.Sequence[str], options: str = '', verbose: bool = False) -> None:
        ...
class Application:
    """
    The answers of trained methods to all events of a table, as new columns.
    """
    def AddBranches(self, file: OutputFile, tree: str) -> None:
        """
        Adds the columns to a tree of an updated file.
        """
    def ForEach(self, use: collections.abc.Callable) -> None:
        """
        Calls use({name: array}) for blocks of entries, in order.
        """
    def MakeTree(self, file: OutputFile, directory: str, name: str, title: str) -> None:
        """
        Writes the columns as a new tree.
        """
    def Names(self) -> list[str]:
        """
        Names of the columns, the copied ones first.
        """
    def __init__(self, source: ColumnSource, scores: collections.abc.Sequence[tuple[collections.abc.Sequence[BookedMethod], collections.abc.Sequence[str], str, str]], variations: collections.abc.Sequence[tuple[str, collections.abc.Sequence[tuple[str, str]]]] = [], fold_expression: str = '', copied: collections.abc.Sequence[str] = [], threads: typing.SupportsInt | typing.SupportsIndex = 0) -> None:
        """
        `scores`: (methods: one or one a fold, names of the outputs, name of the largest one, of its index; '': none) of each. `variations`: (suffix, [(column, expression)]).
        """
class TreeEnsemble:
    """
    A trained forest, whatever library grew it.
    """
    @staticmethod
    def FromArrays(num_inputs: typing.SupportsInt | typing.SupportsIndex, input_names: collections.abc.Sequence[str], base: collections.abc.Sequence[typing.SupportsFloat | typing.SupportsIndex], transform: str, trees: collections.abc.Sequence[dict], where: str) -> TreeEnsemble:
        ...
    @staticmethod
    def FromWeightFile(path: str) -> TreeEnsemble:
        ...
    @staticmethod
    def Load(path: str) -> TreeEnsemble:
        ...
    @staticmethod
    def Parse(bytes: bytes, name: str) -> TreeEnsemble:
        ...
    def AsLogistic(self) -> TreeEnsemble:
        ...
    def Nodes(self, tree: typing.SupportsInt | typing.SupportsIndex) -> dict:
        ...
    def Predict(self, x: typing.Annotated[numpy.typing.ArrayLike, numpy.float32], raw: bool, threads: typing.SupportsInt | typing.SupportsIndex) -> numpy.ndarray:
        ...
    def Save(self, path: str) -> None:
        ...
    def ShapValues(self, x: typing.Annotated[numpy.typing.ArrayLike, numpy.float32], background: typing.Annotated[numpy.typing.ArrayLike, numpy.float32] | None, background_weights: typing.Annotated[numpy.typing.ArrayLike, numpy.float64] | None, threads: typing.SupportsInt | typing.SupportsIndex) -> numpy.ndarray:
        ...
    def StagedPredict(self, x: typing.Annotated[numpy.typing.ArrayLike, numpy.float32], every: typing.SupportsInt | typing.SupportsIndex, raw: bool, threads: typing.SupportsInt | typing.SupportsIndex) -> StagedPredictions:
        ...
    @property
    def base(self) -> list[float]:
        ...
    @property
    def input_names(self) -> list[str]:
        ...
    @property
    def num_inputs(self) -> int:
        ...
    @property
    def num_outputs(self) -> int:
        ...
    @property
    def num_trees(self) -> int:
        ...
    @property
    def transform(self) -> str:
        ...
class StagedPredictions:
    """
    Predictions after more and more rounds.
    """
    def __iter__(self) -> typing.Any:
        ...
    def __len__(self) -> int:
        ...
    def __next__(self) -> numpy.ndarray:
        ...
class Session:
    def Inputs(self) -> list:
        ...
    def Outputs(self) -> list:
        ...
    def __init__(self, bytes: bytes, path: str, dtype: str = '') -> None:
        """
        `dtype`: 'float64' computes in double precision what the model has in single precision.
        """
    def run(self, inputs: typing.Any, threads: int = 1) -> list:
        """
        The outputs, in order. `inputs`: arrays by name, or in order, of the types that `inputs` tells. `threads` share the events of a batch; the results do not depend on them.
        """
class GraphBuilder:
    """
    Writes an ONNX graph node by node; values are known by their names.
    """
    def __init__(self, name: str) -> None:
        ...
    def add(self, op: str, inputs: collections.abc.Sequence[str], *, outputs: typing.SupportsInt | typing.SupportsIndex = 1, domain: str = '', **kwargs) -> typing.Any:
        """
        A node: the name of its output, or a list when `outputs` is not 1. Further keywords are its attributes: numbers, text, lists of them, arrays; None is left out. An empty input is one that is not given.
        """
    def constant(self, array: numpy.ndarray, name: str = '') -> str:
        """
        An initialiser of the array's type.
        """
    def finish(self) -> bytes:
        """
        The model's bytes, an ONNX file; the builder is empty afterwards.
        """
    def input(self, name: str, type: str, shape: collections.abc.Sequence) -> str:
        """
        An input; its dimensions are numbers, names or None.
        """
    def metadata(self, key: str, value: str) -> None:
        """
        A text kept beside the graph.
        """
    def output(self, value: str, name: str, type: str, shape: collections.abc.Sequence) -> None:
        """
        Makes a value an output of the graph.
        """
class TObject:
    """
    An object of a file.
    """
    def ClassName(self) -> str:
        ...
    def GetName(self) -> str:
        ...
    def GetTitle(self) -> str:
        ...
    def InheritsFrom(self, arg0: str) -> bool:
        ...
    def IsZombie(self) -> bool:
        ...
    def Print(self, option: str = '') -> None:
        ...
    def __bool__(self) -> bool:
        ...
class TNamed(TObject):
    def SetName(self, arg0: str) -> None:
        ...
    def SetTitle(self, arg0: str) -> None:
        ...
class TKey(TNamed):
    """
    An object in a file that has not been read yet.
    """
    def GetClassName(self) -> str:
        ...
    def GetCycle(self) -> int:
        ...
    def GetMotherDir(self) -> typing.Any:
        ...
    def GetNbytes(self) -> int:
        ...
    def GetObjlen(self) -> int:
        ...
class TDirectory(TNamed):
    """
    A folder of a file, or of memory.
    """
    def Delete(self, name: str) -> None:
        ...
    def GetDirectory(self, path: str) -> typing.Any:
        """
        None where there is none.
        """
    def GetFile(self) -> typing.Any:
        ...
    def GetMotherDir(self) -> typing.Any:
        ...
    def GetPath(self) -> str:
        ...
    def IsWritable(self) -> bool:
        ...
    def Output(self) -> OutputFile:
        """
        Where objects of this directory are written. DataError when the file cannot be written.
        """
    def PathInFile(self) -> str:
        """
        From the top of the file: 'a/b'.
        """
    def _add_written(self, name: str, class_name: str, title: str) -> None:
        ...
    def _get(self, path: str) -> typing.Any:
        ...
    def _input(self) -> File:
        """
        What the directory's file is read from; None where it is new.
        """
    def _keys(self) -> list:
        ...
    def _list(self) -> list:
        ...
    def _write(self, option: typing.SupportsInt | typing.SupportsIndex = 0) -> int:
        ...
    def _write_object(self, object: TObject, name: str, option: str) -> int:
        ...
    def cd(self, path: str = '') -> bool:
        """
        Makes this directory, or one below it, the current one.
        """
    def ls(self, option: str = '') -> None:
        ...
    def mkdir(self, path: str, title: str = '', returnExistingDirectory: bool = False) -> typing.Any:
        """
        A new directory; None where it is there already.
        """
    def pwd(self) -> None:
        ...
class TFile(TDirectory):
    """
    A ROOT file that is read, written, or added to.
    
    Modes: "READ" (or nothing), "RECREATE", "NEW" and "CREATE" (for files that do not exist yet), "UPDATE".
    What is written appears under the file's name when it is closed; before, the file is as it was.
    """
    @staticmethod
    def AbandonAll() -> None:
        ...
    @staticmethod
    def CloseAll() -> None:
        ...
    @staticmethod
    def _open(path: str, mode: str = '', title: str = '', compression: typing.SupportsInt | typing.SupportsIndex = 101) -> TFile:
        ...
    @staticmethod
    def _over(file: File) -> TFile:
        ...
    def Abandon(self) -> None:
        """
        Closes the file without what has been written to it.
        """
    def Flush(self) -> None:
        ...
    def GetCompressionSettings(self) -> int:
        ...
    def GetOption(self) -> str:
        ...
    def GetSize(self) -> int:
        ...
    def HandOver(self) -> str:
        """
        The path, for a Factory that writes the file itself.
        """
    def IsOpen(self) -> bool:
        ...
    def IsWritable(self) -> bool:
        ...
    def SetCompressionAlgorithm(self, algorithm: typing.SupportsInt | typing.SupportsIndex) -> None:
        ...
    def SetCompressionLevel(self, level: typing.SupportsInt | typing.SupportsIndex) -> None:
        ...
    def SetCompressionSettings(self, settings: typing.SupportsInt | typing.SupportsIndex) -> None:
        ...
    def __init__(self, path: str, mode: str = '', title: str = '', compression: typing.SupportsInt | typing.SupportsIndex = 101) -> None:
        ...
    def _close(self) -> None:
        ...
class TLeaf(TNamed):
    """
    One column of a branch.
    """
    def GetBranch(self) -> TBranch:
        ...
    def GetFullName(self) -> str:
        ...
    def GetLen(self) -> int:
        ...
    def GetLenStatic(self) -> int:
        ...
    def GetLenType(self) -> int:
        ...
    def GetNdata(self) -> int:
        ...
    def GetTypeName(self) -> str:
        """
        'Float_t', 'Int_t', 'vector<float>', ...
        """
    def GetValue(self, i: typing.SupportsInt | typing.SupportsIndex = 0) -> float:
        """
        A value of the current entry.
        """
    def GetValueLong64(self, i: typing.SupportsInt | typing.SupportsIndex = 0) -> int:
        ...
    def IsUnsigned(self) -> bool:
        ...
class TBranch(TNamed):
    """
    Columns that are filled and read together.
    """
    def Fill(self) -> int:
        """
        One entry of this branch only, for a branch that is added to a stored tree.
        """
    def GetClassName(self) -> str:
        ...
    def GetEntries(self) -> int:
        ...
    def GetEntry(self, entry: typing.SupportsInt | typing.SupportsIndex, all: typing.SupportsInt | typing.SupportsIndex = 0) -> int:
        ...
    def GetFullName(self) -> str:
        ...
    def GetLeaf(self, name: str) -> TLeaf:
        ...
    def GetNleaves(self) -> int:
        ...
    def GetReadEntry(self) -> int:
        ...
    def GetTree(self) -> TTree:
        ...
    def SetAddress(self, memory: typing.Any) -> None:
        ...
    def SetStatus(self, on: bool) -> None:
        ...
    def TestStatus(self) -> bool:
        ...
    def _leaves(self) -> list:
        ...
class TTree(TNamed):
    """
    A table that is filled, or read, entry by entry.
    """
    def AutoSave(self, option: str = '') -> int:
        ...
    def CloneTree(self, entries: typing.SupportsInt | typing.SupportsIndex = -1, option: str = '') -> TTree:
        """
        The branches that are switched on, and the first entries: all (-1) or none (0).
        """
    def CopyAddresses(self, tree: TTree, undo: bool = False) -> None:
        ...
    def CopyTree(self, cut: str, option: str = '', entries: typing.SupportsInt | typing.SupportsIndex = 1000000000000, first: typing.SupportsInt | typing.SupportsIndex = 0) -> TTree:
        """
        The entries that pass a cut, in a new tree of the current directory.
        """
    def Fill(self) -> int:
        """
        Takes one entry from the memory of all branches.
        """
    def FindBranch(self, name: str) -> TBranch:
        ...
    @typing.overload
    def FindLeaf(self, name: str) -> TLeaf:
        ...
    @typing.overload
    def FindLeaf(self, branch: str, leaf: str) -> TLeaf:
        ...
    def FlushBaskets(self) -> int:
        ...
    def GetBranch(self, name: str) -> TBranch:
        ...
    def GetBranchStatus(self, name: str) -> bool:
        ...
    def GetCurrentFile(self) -> typing.Any:
        ...
    def GetDirectory(self) -> typing.Any:
        ...
    @typing.overload
    def GetEntries(self) -> int:
        ...
    @typing.overload
    def GetEntries(self, cut: str) -> int:
        ...
    def GetEntriesFast(self) -> int:
        ...
    @typing.overload
    def GetEntry(self, entry: typing.SupportsInt | typing.SupportsIndex) -> int:
        ...
    @typing.overload
    def GetEntry(self, entry: typing.SupportsInt | typing.SupportsIndex = 0, all: typing.SupportsInt | typing.SupportsIndex = 0) -> int:
        """
        Puts the values of an entry into all memory that is bound.
        """
    def GetFriend(self, alias: str) -> TTree:
        ...
    @typing.overload
    def GetLeaf(self, name: str) -> TLeaf:
        ...
    @typing.overload
    def GetLeaf(self, branch: str, leaf: str) -> TLeaf:
        ...
    def GetMaximum(self, column: str) -> float:
        ...
    def GetMinimum(self, column: str) -> float:
        ...
    def GetNbranches(self) -> int:
        ...
    def GetReadEntry(self) -> int:
        ...
    def GetTotBytes(self) -> int:
        ...
    def GetTreeNumber(self) -> int:
        ...
    def GetWeight(self) -> float:
        ...
    def GetZipBytes(self) -> int:
        ...
    def LoadTree(self, entry: typing.SupportsInt | typing.SupportsIndex) -> int:
        ...
    def RemoveFriend(self, tree: TTree) -> None:
        ...
    def Reset(self, option: str = '') -> None:
        ...
    def ResetBranchAddress(self, branch: TBranch) -> None:
        ...
    def ResetBranchAddresses(self) -> None:
        ...
    def Scan(self, expressions: str = '', cut: str = '', option: str = '', entries: typing.SupportsInt | typing.SupportsIndex = 25, first: typing.SupportsInt | typing.SupportsIndex = 0) -> int:
        ...
    def SetAutoFlush(self, value: typing.SupportsInt | typing.SupportsIndex = 0) -> None:
        """
        Does nothing: memory is managed.
        """
    def SetAutoSave(self, value: typing.SupportsInt | typing.SupportsIndex = 0) -> None:
        """
        Does nothing: memory is managed.
        """
    def SetBranchAddress(self, name: str, memory: typing.Any) -> int:
        """
        The buffer that GetEntry() fills; of the branch's own type.
        """
    def SetBranchStatus(self, name: str, on: bool = True) -> None:
        ...
    def SetCacheSize(self, value: typing.SupportsInt | typing.SupportsIndex = 0) -> None:
        """
        Does nothing: memory is managed.
        """
    def SetDirectory(self, directory: typing.Any) -> None:
        ...
    def SetMaxVirtualSize(self, value: typing.SupportsInt | typing.SupportsIndex = 0) -> None:
        """
        Does nothing: memory is managed.
        """
    def SetWeight(self, weight: typing.SupportsFloat | typing.SupportsIndex, option: str = '') -> None:
        ...
    def Show(self, entry: typing.SupportsInt | typing.SupportsIndex = -1) -> None:
        ...
    def Write(self, name: str | None = None, option: typing.SupportsInt | typing.SupportsIndex = 0, buffer_size: typing.SupportsInt | typing.SupportsIndex = 0) -> int:
        ...
    def __init__(self, name: str = '', title: str = '', split_level: typing.SupportsInt | typing.SupportsIndex = 99) -> None:
        ...
    def __len__(self) -> int:
        ...
    @typing.overload
    def _add_friend(self, arg0: TTree, arg1: str) -> None:
        ...
    @typing.overload
    def _add_friend(self, arg0: str, arg1: TFile) -> None:
        ...
    @typing.overload
    def _add_friend(self, arg0: str, arg1: str) -> None:
        ...
    def _branch(self, name: str, memory: typing.Any, leaves: str) -> TBranch:
        ...
    def _branches(self) -> list:
        ...
    def _find(self, name: str) -> TBranch:
        ...
    def _friends(self) -> list:
        ...
    def _leaves(self) -> list:
        ...
    def _value(self, name: str) -> typing.Any:
        ...
    @property
    def _tmva_source(self) -> ColumnSource:
        ...
class TChain(TTree):
    """
    Trees of several files, one after the other.
    """
    @typing.overload
    def Add(self, path: str, entries: typing.SupportsInt | typing.SupportsIndex = 0) -> int:
        """
        Files by a path with wildcards; returns how many.
        """
    @typing.overload
    def Add(self, chain: TChain) -> int:
        ...
    def AddFile(self, path: str, entries: typing.SupportsInt | typing.SupportsIndex = 0, tree: str = '') -> int:
        ...
    def GetNtrees(self) -> int:
        ...
    def __init__(self, name: str = '', title: str = '') -> None:
        ...
    def _files(self) -> list[tuple[str, str]]:
        """
        (tree, path) of each
        """
def _log_to_python() -> None:
    ...
def _log_to_stdout() -> None:
    ...
def current_directory() -> typing.Any:
    ...
def current_file() -> typing.Any:
    ...
def emit_cpp(content: bytes, namespace: str, name: str = 'model') -> str:
    """
    The model as a C++17 header, weights included.
    """
def evaluate_formula(source: ColumnSource, expression: str) -> numpy.ndarray:
    """
    One value an entry of an expression in TTreeFormula's dialect.
    """
def evaluate_range(source: ColumnSource, expression: str, begin: typing.SupportsInt | typing.SupportsIndex, end: typing.SupportsInt | typing.SupportsIndex) -> tuple:
    """
    (values, offsets) of an expression; offsets is None where there is one value an entry.
    """
def graph_operators() -> list[str]:
    ...
def infer_shapes(bytes: bytes, path: str) -> list:
    """
    (name, type, shape) of the inputs, the outputs and all that is between, found by running the model on zeros.
    """
def join_friends(main: ColumnSource, friends: collections.abc.Sequence[tuple[str, ColumnSource]]) -> ColumnSource:
    """
    The table with the columns of others, (alias, table), as 'alias.column'.
    """
def leave_files() -> None:
    """
    What is made from now on belongs to no file.
    """
def list_stored_models(file: File) -> list:
    """
    (name, description as JSON, bytes on disk) of each.
    """
def make_array_source(arrays: dict, description: str) -> ColumnSource:
    """
    A table over numpy arrays, which are not copied. Lists are tuples: (values, offsets of each level, values of each item).
    """
def make_chain(parts: collections.abc.Sequence[ColumnSource]) -> ColumnSource:
    ...
def make_python_source(columns: collections.abc.Sequence[tuple], starts: collections.abc.Sequence[typing.SupportsInt | typing.SupportsIndex], entries: typing.SupportsInt | typing.SupportsIndex, read: collections.abc.Callable, description: str) -> ColumnSource:
    """
    A table that read(begin, end, names) reads: it returns an array a column, or (values, offsets) of lists. `columns`: (name, dtype, values an entry or -1 for lists); text in place of a dtype says why a column cannot be read. `starts`: first entries of what is best read at once.
    """
def method_analyses(method: str) -> int:
    ...
def method_help(method: str) -> str:
    ...
def method_options(method: str) -> list[OptionInfo]:
    ...
def method_options_text(method: str) -> str:
    ...
@typing.overload
def method_to_onnx(method: BookedMethod) -> bytes:
    ...
@typing.overload
def method_to_onnx(path: str) -> bytes:
    ...
def methods() -> list[tuple[str, str]]:
    """
    (name, summary) of the methods.
    """
def open_files() -> list:
    ...
def open_source(path_and_tree: str) -> ColumnSource:
    ...
def open_sources(paths_and_trees: collections.abc.Sequence[str]) -> ColumnSource:
    ...
def read_graph(content: bytes, path: str) -> dict:
    """
    What is in an ONNX model: its graph, operator sets and metadata.
    """
def read_onnx(path: str) -> bytes:
    """
    The bytes of an ONNX file, with the data of the files beside it.
    """
@typing.overload
def read_stored_model(file: File, name: str) -> bytes:
    """
    The ONNX bytes of "dir/name".
    """
@typing.overload
def read_stored_model(path: str, name: str) -> bytes:
    ...
def read_weight_file(path: str, user_code: str = '', allow_pickle: bool = False) -> BookedMethod:
    ...
def stored_models(path: str) -> list[str]:
    ...
def tree_of_weight_file(path: str, tree: typing.SupportsInt | typing.SupportsIndex) -> tuple:
    ...
def with_definition(source: ColumnSource, name: str, expression: str) -> ColumnSource:
    """
    The table with one more column, which an expression defines.
    """
def with_friends(table: Table, open: typing.Any = None) -> ColumnSource:
    """
    The table joined with the friends that its file names; `open` opens their files.
    """
def write_cpp(content: bytes, header: str, namespace: str, weights: str = '', name: str = 'model') -> None:
    """
    Writes the header, and the weights to a file of their own where one is named.
    """
@typing.overload
def write_stored_model(file: OutputFile, name: str, content: bytes) -> None:
    ...
@typing.overload
def write_stored_model(path: str, name: str, content: bytes) -> None:
    """
    Adds a model to a ROOT file, which is made if need be.
    """
__version__: str = '0.1.0'
_bridge: typing.Any
