// Option strings: the grammar, its errors, and round trips of random option sets.
#include <TMVA/Options.h>

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include <TMVA/Error.h>

namespace {

using TMVA::OptionError;
using TMVA::OptionSet;

struct BdtLike {
  bool verbose = false, bagged = false;
  int trees = 800;
  std::int64_t seed = 100;
  std::uint64_t mask = 0;
  double shrinkage = 1;
  std::string boost = "AdaBoost", separation = "GiniIndex", node_size = "5%", formula = "(0)";
  std::vector<int> smooth = {0, 0, 0, 0};
  std::vector<double> range = {-1, -1};
  std::vector<std::string> prop = {"NotEnforced", "NotEnforced"};
  bool check0 = false;
  int bins0 = 7;
  std::string old_option = "x";
  OptionSet options{"BDT"};
  std::vector<std::string> warnings;

  BdtLike() {
    options.Declare(verbose, "V", "Verbose");
    options.Declare(trees, "NTrees", "Number of trees").Range(1, 1e6);
    options.Declare(seed, "Seed", "Seed");
    options.Declare(mask, "Mask", "Mask");
    options.Declare(shrinkage, "Shrinkage", "Learning rate").AtLeast(0);
    options.Declare(boost, "BoostType", "Boosting")
        .Choices({"AdaBoost", "RealAdaBoost", "Bagging", "Grad"});
    options.Declare(separation, "SeparationType", "Separation")
        .Choices({"GiniIndex", "CrossEntropy", "Bagging"});
    options.Declare(bagged, "UseBaggedBoost", "Bagging");
    options.Declare(node_size, "MinNodeSize", "Smallest node").Percent().Range(0, 50);
    options.Declare(formula, "Formula", "Formula").KeepBlanks();
    options.Declare(smooth, "NSmooth", "Smoothing");
    options.Declare(range, "CutRange", "Range");
    options.Declare(prop, "VarProp", "Property").Choices({"NotEnforced", "FMax", "FMin"});
    options.Declare(check0, "CheckHistSig[0]", "Check");
    options.Declare(bins0, "NSmooth[3]", "An option whose name looks like an element");
    options.Declare(old_option, "Normalise", "Old").ReaderOnly();
    options.Declare(old_option, "NodeSize", "Old").Deprecated("use MinNodeSize");
  }
  void Parse(std::string_view text) {
    options.Parse(text, [this](std::string warning) { warnings.push_back(std::move(warning)); });
  }
};

std::string ErrorOf(std::string_view text) {
  BdtLike bdt;
  try {
    bdt.Parse(text);
  } catch (const OptionError& error) {
    return error.what();
  }
  return "no error";
}

TEST(Options, ReadsTheGrammar) {
  BdtLike bdt;
  bdt.Parse("!v::ntrees=1e3: ~MINNODESIZE=2.5% :~~grad:UseBaggedBoost:Shrinkage=+.10:Seed=800.0:");
  EXPECT_FALSE(bdt.verbose);
  EXPECT_EQ(bdt.trees, 1000);
  EXPECT_EQ(bdt.node_size, "2.5%");
  EXPECT_EQ(bdt.boost, "Grad");
  EXPECT_TRUE(bdt.bagged);
  EXPECT_EQ(bdt.shrinkage, 0.1);
  EXPECT_EQ(bdt.seed, 800);
  EXPECT_TRUE(bdt.options.IsSet("V"));
  EXPECT_TRUE(bdt.options.IsSet("nTREES"));
  EXPECT_FALSE(bdt.options.IsSet("SeparationType"));
  EXPECT_FALSE(bdt.options.IsSet("nonsense"));
  EXPECT_TRUE(bdt.warnings.empty());
}

TEST(Options, BooleansTakeAllSpellings) {
  for (const char* text : {"V", "V=1", "V=TRUE", "V=kTrue", "v=t"}) {
    BdtLike bdt;
    bdt.Parse(text);
    EXPECT_TRUE(bdt.verbose) << text;
  }
  for (const char* text : {"!V", "V=0", "V=False", "V=kFALSE", "V=f", "! V"}) {
    BdtLike bdt;
    bdt.verbose = true;
    bdt.Parse(text);
    EXPECT_FALSE(bdt.verbose) << text;
  }
  EXPECT_EQ(ErrorOf("V=yes"), "BDT: option V: 'yes' is not a boolean (True or False)");
}

TEST(Options, ABareWordGoesToTheFirstOptionThatListsIt) {
  BdtLike bdt;
  bdt.Parse("bagging:crossentropy");
  EXPECT_EQ(bdt.boost, "Bagging");
  EXPECT_EQ(bdt.separation, "CrossEntropy");
}

TEST(Options, OnlyTheFirstEqualsSignSplits) {
  BdtLike bdt;
  bdt.Parse("Formula=a == b = c");
  EXPECT_EQ(bdt.formula, "a == b = c");
}

TEST(Options, OtherTextsLoseTheirBlanks) {
  BdtLike bdt;
  bdt.Parse(" Boost Type = Gr ad : N Trees = 1 0 ");
  EXPECT_EQ(bdt.boost, "Grad");
  EXPECT_EQ(bdt.trees, 10);
}

TEST(Options, Arrays) {
  BdtLike bdt;
  bdt.Parse(
      "NSmooth=3:nsmooth[1]=20:NSmooth[3]=9:VarProp[1]=fmax:CutRange[ 0 ]=-2.5:CheckHistSig[0]");
  EXPECT_EQ(bdt.smooth, (std::vector<int>{3, 20, 3, 3}));
  EXPECT_EQ(bdt.bins0, 9) << "a literal name wins over an index";
  EXPECT_EQ(bdt.prop, (std::vector<std::string>{"NotEnforced", "FMax"}));
  EXPECT_EQ(bdt.range, (std::vector<double>{-2.5, -1}));
  EXPECT_TRUE(bdt.check0);
  EXPECT_TRUE(bdt.warnings.empty()) << "all elements first, then one, is no repetition";
}

TEST(Options, TheLastOfRepeatedOptionsWinsWithOneWarning) {
  BdtLike bdt;
  bdt.Parse("NTrees=5:NTrees=6:!V:V:NTrees=7");
  EXPECT_EQ(bdt.trees, 7);
  EXPECT_TRUE(bdt.verbose);
  ASSERT_EQ(bdt.warnings.size(), 2u);
  EXPECT_EQ(bdt.warnings[0], "BDT: option NTrees is given more than once; the last value is used");
  BdtLike array;
  array.Parse("NSmooth[1]=1:NSmooth[2]=1:NSmooth[1]=2:NSmooth=0");
  EXPECT_EQ(array.warnings.size(), 1u);
  EXPECT_EQ(array.smooth, (std::vector<int>{0, 0, 0, 0}));
}

TEST(Options, DeprecatedOptionsWarn) {
  BdtLike bdt;
  bdt.Parse("NodeSize=3");
  EXPECT_EQ(bdt.old_option, "3");
  ASSERT_EQ(bdt.warnings.size(), 1u);
  EXPECT_EQ(bdt.warnings[0], "BDT: option NodeSize is deprecated: use MinNodeSize");
}

TEST(Options, ErrorsNameOwnerOptionAndNearestSpelling) {
  EXPECT_EQ(ErrorOf("NTree=5"), "BDT: unknown option 'NTree=5'; did you mean 'NTrees'?");
  EXPECT_EQ(ErrorOf("NTrees=12abc"), "BDT: option NTrees: '12abc' is not a number");
  EXPECT_EQ(ErrorOf("NTrees=-3"), "BDT: option NTrees=-3 is outside [1, 1e+06]");
  EXPECT_EQ(ErrorOf("BoostType=Gard"),
            "BDT: option BoostType has no value 'Gard'; did you mean 'Grad'?");
  EXPECT_EQ(ErrorOf("Gard"), "BDT: unknown option 'Gard'; did you mean 'Grad'?");
  EXPECT_EQ(ErrorOf("NTrees=2.5"), "BDT: option NTrees: '2.5' is not an integer");
  EXPECT_EQ(ErrorOf("!NTrees"), "BDT: option NTrees is not boolean and cannot be negated");
  EXPECT_EQ(ErrorOf("NTrees"), "BDT: option NTrees needs a value: 'NTrees=...'");
  EXPECT_EQ(ErrorOf("NSmooth[4]=1"),
            "BDT: option NSmooth: index 4 is outside the allowed range [0, 3]");
  EXPECT_EQ(ErrorOf("NSmooth[-1]=1"),
            "BDT: option NSmooth: index -1 is outside the allowed range [0, 3]");
  EXPECT_EQ(ErrorOf("NSmooth[x]=1"), "BDT: option NSmooth: '[x]' is not an index");
  EXPECT_EQ(ErrorOf("NSmooth[=1"), "BDT: option NSmooth: '[' is not an index");
  EXPECT_EQ(ErrorOf("NTrees[0]=1"),
            "BDT: option NTrees is not an array, 'NTrees[0]=1' gives an index");
  EXPECT_EQ(ErrorOf("Normalise=1"), "BDT: option Normalise is known only to old weight files");
  EXPECT_EQ(ErrorOf("SeparationType=Q#@!zzzzzzzzzzzzz"),
            "BDT: option SeparationType has no value 'Q#@!zzzzzzzzzzzzz'; allowed are 'GiniIndex', "
            "'CrossEntropy', 'Bagging'");
}

TEST(Options, NumbersAreReadWholeOrNotAtAll) {
  for (const char* text :
       {"NTrees=", "NTrees=abc", "NTrees=1,5", "NTrees=0x10", "NTrees=1e99", "NTrees=99999999999",
        "Seed=9223372036854775808", "Mask=-1", "Mask=18446744073709551616", "Shrinkage=nan",
        "Shrinkage=inf", "Shrinkage=1e400", "Shrinkage=-1", "Shrinkage=+-1", "MinNodeSize=5%%",
        "MinNodeSize=%", "MinNodeSize=60%", "NTrees=5%"})
    EXPECT_NE(ErrorOf(text), "no error") << text;
  BdtLike bdt;
  bdt.Parse("Seed=-9223372036854775808:Mask=18446744073709551615");
  EXPECT_EQ(bdt.seed, std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(bdt.mask, std::numeric_limits<std::uint64_t>::max());
}

TEST(Options, AFailedValueLeavesTheOptionAlone) {
  BdtLike bdt;
  EXPECT_THROW(bdt.Parse("NTrees=-3"), OptionError);
  EXPECT_EQ(bdt.trees, 800);
  EXPECT_FALSE(bdt.options.IsSet("NTrees"));
}

TEST(Options, ReadsWeightFiles) {
  BdtLike bdt;
  EXPECT_TRUE(bdt.options.SetFromFile("SeparationType", " giniindex\n", true));
  EXPECT_TRUE(bdt.options.SetFromFile("Shrinkage", "1.000000e-01", false));
  EXPECT_TRUE(bdt.options.SetFromFile("NSmooth", "-1 20 -1 -1 ", true));
  EXPECT_TRUE(bdt.options.SetFromFile("Normalise", "False", false));
  EXPECT_TRUE(bdt.options.SetFromFile("BoostType", "", false));
  EXPECT_FALSE(bdt.options.SetFromFile("NoSuchOption", "1", true));
  EXPECT_EQ(bdt.separation, "GiniIndex");
  EXPECT_EQ(bdt.shrinkage, 0.1);
  EXPECT_EQ(bdt.smooth, (std::vector<int>{-1, 20, -1, -1}));
  EXPECT_EQ(bdt.boost, "AdaBoost");
  EXPECT_TRUE(bdt.options.IsSet("SeparationType"));
  EXPECT_FALSE(bdt.options.IsSet("Shrinkage"));
  EXPECT_THROW(bdt.options.SetFromFile("NSmooth", "1 2 3", true), OptionError);
  EXPECT_THROW(bdt.options.SetFromFile("NTrees", "many", true), OptionError);
}

TEST(Options, DescribesItself) {
  BdtLike bdt;
  bdt.Parse("NTrees=5:VarProp=fmin:!V");
  const auto infos = bdt.options.Describe();
  ASSERT_EQ(infos.size(), 17u);
  EXPECT_EQ(infos[0].type, "bool");
  EXPECT_EQ(infos[0].value, "False");
  EXPECT_EQ(infos[1].name, "NTrees");
  EXPECT_EQ(infos[1].default_value, "800");
  EXPECT_EQ(infos[1].value, "5");
  EXPECT_TRUE(infos[1].is_set);
  EXPECT_EQ(infos[10].type, "int[4]");
  EXPECT_EQ(infos[10].size, 4u);
  EXPECT_EQ(infos[12].value, "FMin FMin");
  EXPECT_TRUE(infos[15].reader_only);
  const auto help = bdt.options.HelpText();
  EXPECT_NE(help.find("NTrees"), std::string::npos);
  EXPECT_NE(help.find("one of: AdaBoost, RealAdaBoost, Bagging, Grad"), std::string::npos);
  EXPECT_EQ(help.find("Normalise"), std::string::npos);
  EXPECT_EQ(help.find("NodeSize  "), help.find("MinNodeSize  ") + 3) << "deprecated: not listed";
}

TEST(Options, DeclaringTwiceIsAnError) {
  OptionSet set("X");
  int a = 0, b = 0;
  set.Declare(a, "Name", "");
  EXPECT_THROW(set.Declare(b, "NAME", ""), OptionError);
}

TEST(Options, TenThousandVariablesAreNoProblem) {
  OptionSet set("Likelihood");
  std::vector<int> members(200000);
  for (std::size_t i = 0; i < members.size(); ++i)
    set.Declare(members[i], "NSmoothSig[" + std::to_string(i) + "]", "");
  set.Parse("NSmoothSig[199999]=4");
  EXPECT_EQ(members.back(), 4);
}

TEST(Options, ParsingWhatWasPrintedGivesTheSame) {
  std::mt19937_64 random(1);
  const std::vector<std::string> words = {"",      "a",   "(0)+(1)*x0", "N,N-1",
                                          "x=y=z", "50%", "\xc3\xa4"};
  for (int round = 0; round < 500; ++round) {
    BdtLike first;
    first.verbose = random() & 1;
    first.bagged = random() & 1;
    first.check0 = random() & 1;
    first.trees = 1 + static_cast<int>(random() % 1000000);
    first.bins0 = static_cast<int>(random());
    first.seed = static_cast<std::int64_t>(random());
    first.mask = random();
    first.shrinkage =
        std::ldexp(static_cast<double>(random()), static_cast<int>(random() % 900) - 500);
    first.boost =
        std::vector<std::string>{"AdaBoost", "RealAdaBoost", "Bagging", "Grad"}[random() % 4];
    first.formula = words[random() % words.size()] + " " + words[random() % words.size()];
    first.node_size = std::to_string(random() % 50) + (random() & 1 ? "%" : "");
    for (auto& element : first.smooth) element = static_cast<int>(random());
    for (auto& element : first.range) element = -1.0 / static_cast<double>(random());
    first.prop[random() % 2] = "FMax";
    BdtLike from_string, from_file;
    std::string text;
    for (const auto& info : first.options.Describe()) {
      EXPECT_TRUE(from_file.options.SetFromFile(info.name, info.value, true));
      if (info.size == 0 && !info.reader_only && !info.deprecated)
        text += info.name + "=" + info.value + ":";
    }
    for (std::size_t i = 0; i < 3; ++i)
      text += "NSmooth[" + std::to_string(i) + "]=" + std::to_string(first.smooth[i]) + ":";
    from_string.Parse(text);
    const auto wanted = first.options.Describe(), parsed = from_string.options.Describe(),
               read = from_file.options.Describe();
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      EXPECT_EQ(read[i].value, wanted[i].value) << wanted[i].name;
      if (wanted[i].size == 0) {
        EXPECT_EQ(parsed[i].value, wanted[i].value) << wanted[i].name;
      }
    }
    EXPECT_EQ(from_string.shrinkage, first.shrinkage);
    EXPECT_EQ(from_file.range, first.range);
    EXPECT_EQ(from_string.smooth[2], first.smooth[2]);
  }
}

TEST(Options, RandomTextParsesOrThrowsOptionError) {
  std::mt19937_64 random(2);
  const std::vector<std::string> pieces = {"NTrees",
                                           "NSmooth",
                                           "[",
                                           "]",
                                           "=",
                                           ":",
                                           "!",
                                           "~",
                                           "0",
                                           "-1",
                                           "1e3",
                                           "%",
                                           "Grad",
                                           "V",
                                           "CheckHistSig[0]",
                                           " ",
                                           "nan",
                                           ".",
                                           "\n",
                                           std::string(1, '\0'),
                                           "\xff",
                                           "Formula",
                                           "99999999999999999999"};
  for (int round = 0; round < 20000; ++round) {
    std::string text;
    for (auto n = random() % 12; n > 0; --n)
      text += random() % 4 ? pieces[random() % pieces.size()]
                           : std::string(1, static_cast<char>(random()));
    BdtLike bdt;
    try {
      bdt.Parse(text);
    } catch (const OptionError& error) {
      EXPECT_TRUE(std::string(error.what()).starts_with("BDT: ")) << error.what();
    }
    EXPECT_GE(bdt.trees, 1);
    EXPECT_LE(bdt.trees, 1000000);
  }
}

TEST(Options, SplitsStrings) {
  EXPECT_EQ(TMVA::SplitOptionString(":a::b=c: :"), (std::vector<std::string>{"a", "b=c"}));
  EXPECT_TRUE(TMVA::SplitOptionString("").empty());
}

}  // namespace
