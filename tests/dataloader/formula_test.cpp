// Formula: names, exact integers, instances, errors, limits (values: formula_replay_test).
#include <TMVA/Formula.h>

#include <cmath>
#include <limits>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include <TMVA/Error.h>
#include <TMVA/Random.h>

namespace TMVA {
namespace {

/// A table of a few columns with the values of its entries.
class FormulaTest : public testing::Test {
 protected:
  void Add(const std::string& name, std::vector<double> values) {
    Block<double>(name, DataType::kFloat64, values, 1);
  }
  void AddIntegers(const std::string& name, std::vector<std::int64_t> values) {
    Block<std::int64_t>(name, DataType::kInt64, values, 1);
  }
  void AddArray(const std::string& name, std::vector<float> values, std::int64_t length,
                std::vector<std::int64_t> dimensions = {}) {
    Block<float>(name, DataType::kFloat32, values, length);
    schema_.back().dimensions = dimensions.empty() ? std::vector{length} : dimensions;
  }
  void AddVariable(const std::string& name, std::vector<std::vector<float>> entries) {
    ColumnInfo info;
    info.name = name;
    info.length = ColumnInfo::kVariable;
    schema_.push_back(info);
    std::vector<std::int64_t> offsets{0};
    std::vector<float> values;
    for (const auto& entry : entries) {
      values.insert(values.end(), entry.begin(), entry.end());
      offsets.push_back(static_cast<std::int64_t>(values.size()));
    }
    blocks_.emplace_back().ResizeVariable(DataType::kFloat32, offsets);
    std::copy(values.begin(), values.end(), reinterpret_cast<float*>(blocks_.back().data()));
    entries_ = entries.size();
  }
  template <class T>
  void Block(const std::string& name, DataType type, const std::vector<T>& values,
             std::int64_t length) {
    ColumnInfo info;
    info.name = name;
    info.type = type;
    info.length = length;
    schema_.push_back(info);
    entries_ = values.size() / static_cast<std::size_t>(length);
    blocks_.emplace_back().Resize(type, length, static_cast<std::int64_t>(entries_));
    std::copy(values.begin(), values.end(), reinterpret_cast<T*>(blocks_.back().data()));
  }

  Formula Make(const std::string& text) const { return Formula(text, schema_, "file.root:tree"); }
  std::vector<const ColumnBlock*> Blocks(const Formula& formula) const {
    std::vector<const ColumnBlock*> chosen;
    for (const auto column : formula.Columns()) chosen.push_back(&blocks_[column]);
    return chosen;
  }
  std::vector<double> Values(const std::string& text, std::int64_t first_entry = 0) const {
    const auto formula = Make(text);
    std::vector<double> out(entries_);
    formula.Evaluate(Blocks(formula), first_entry, std::span<double>(out));
    return out;
  }
  double Value(const std::string& text) const { return Values(text).front(); }
  std::vector<std::int64_t> Integers(const std::string& text) const {
    const auto formula = Make(text);
    std::vector<std::int64_t> out(entries_);
    formula.EvaluateInteger(Blocks(formula), 0, out);
    return out;
  }
  std::vector<std::vector<double>> All(const std::string& text) const {
    const auto formula = Make(text);
    std::vector<double> values;
    std::vector<std::int64_t> counts;
    formula.EvaluateAll(Blocks(formula), 0, values, counts);
    std::vector<std::vector<double>> result;
    auto next = values.begin();
    for (const auto count : counts) {
      result.emplace_back(next, next + count);
      next += count;
    }
    EXPECT_EQ(next, values.end());
    return result;
  }
  std::string Message(const std::string& text) const {
    try {
      Make(text);
    } catch (const DataError& error) {
      return error.what();
    }
    return "no error";
  }

  std::vector<ColumnInfo> schema_;
  std::vector<ColumnBlock> blocks_;
  std::size_t entries_ = 1;
};

using Lists = std::vector<std::vector<double>>;

TEST_F(FormulaTest, TheLongestColumnNameWins) {
  Add("a", {7});
  Add("b", {2});
  Add("jet1_b", {20});
  Add("tag", {1});
  EXPECT_EQ(Value("a-b"), 5);
  EXPECT_EQ(Value("jet1_b-tag"), 19);
  Add("jet1_b-tag", {0.25});
  Add("a-b", {100});
  Add("jet.pt", {30});
  Add("my column", {3});
  Add("abs", {-4});
  EXPECT_EQ(Value("a-b"), 100);
  EXPECT_EQ(Value("a - b"), 5);
  EXPECT_EQ(Value("2*jet1_b-tag+1"), 1.5);

  EXPECT_EQ(Value("jet.pt/2"), 15);
  EXPECT_EQ(Value("my column*2"), 6);
  EXPECT_EQ(Value("abs(abs)"), 4);
  EXPECT_NE(Message("jet"), "no error");
  EXPECT_NE(Message("jet.ptx"), "no error");
  EXPECT_NE(Message("ab"), "no error");
}

TEST_F(FormulaTest, LeavesWithoutTheirBranch) {
  Add("ev.px", {3});
  Add("ev.py", {4});
  EXPECT_EQ(Value("sqrt(px^2+py^2)"), 5);
  Add("other.px", {1});
  EXPECT_NE(Message("px").find("may mean any of 'ev.px' 'other.px'"), std::string::npos);
}

TEST_F(FormulaTest, ColumnsAreAscendingAndUnique) {
  Add("a", {1});
  Add("b", {2});
  Add("c", {3});
  const auto formula = Make("c+a*c-Sum$(a)");
  EXPECT_EQ(formula.Columns(), (std::vector<std::size_t>{0, 2}));
  EXPECT_EQ(formula.Text(), "c+a*c-Sum$(a)");
  EXPECT_EQ(Value("c+a*c-Sum$(a)"), 5);
  EXPECT_TRUE(Make("1.0").Columns().empty());
}

TEST_F(FormulaTest, BlanksDoNotMatter) {
  Add("x", {3});
  EXPECT_EQ(Value(" x > = 3 & & x < 4\t|\n| 0 "), 1);
  EXPECT_EQ(Value("TMath::Abs ( - x )"), 3);
  EXPECT_EQ(Value("2 * * x"), 8);
}

TEST_F(FormulaTest, IntegersStayExact) {
  const std::int64_t big = (std::int64_t{1} << 60) + 1;
  AddIntegers("n", {big, -big, 7});
  EXPECT_TRUE(Make("n").IsInteger());
  EXPECT_EQ(Integers("n"), (std::vector<std::int64_t>{big, -big, 7}));
  EXPECT_EQ(Integers("n+2-1"), (std::vector<std::int64_t>{big + 1, -big + 1, 8}));
  EXPECT_EQ(Integers("n*3"), (std::vector<std::int64_t>{big * 3, -big * 3, 21}));
  EXPECT_EQ(Integers("n%10"), (std::vector<std::int64_t>{big % 10, -(big % 10), 7}));
  EXPECT_EQ(Integers("n==1152921504606846977"), (std::vector<std::int64_t>{1, 0, 0}));
  EXPECT_EQ(Integers("abs(n)"), (std::vector<std::int64_t>{big, big, 7}));
  EXPECT_EQ(Integers("max(n,0)&1"), (std::vector<std::int64_t>{1, 0, 1}));
  EXPECT_EQ(Integers("int(n)"), Integers("n"));
  EXPECT_EQ(Integers("n>0?n:-n"), (std::vector<std::int64_t>{big, big, 7}));
  EXPECT_EQ(Integers("Sum$(n)-n"), (std::vector<std::int64_t>{0, 0, 0}));
  EXPECT_FALSE(Make("n/1").IsInteger());
  EXPECT_FALSE(Make("n+0.5").IsInteger());
  EXPECT_THROW(Integers("n*0.5"), DataError);
  EXPECT_EQ(Values("1/2")[0], 0.5);
}

TEST_F(FormulaTest, WhatDoesNotFitIsComputedInDouble) {
  const std::int64_t big = std::numeric_limits<std::int64_t>::max();
  AddIntegers("n", {big, 3, 0});
  EXPECT_EQ(Values("n*2"), (std::vector<double>{0x1p64, 6, 0}));
  EXPECT_EQ(Values("n+n-n"), (std::vector<double>{0x1p63, 3, 0}));
  EXPECT_THROW(Integers("n*2"), DataError);
  EXPECT_EQ(Values("n*2>1"), (std::vector<double>{1, 1, 0}));
  const auto modulo = Values("7%n");
  EXPECT_EQ(modulo[1], 1);
  EXPECT_TRUE(std::isnan(modulo[2]));
  std::vector<std::uint64_t> u{std::uint64_t{1} << 63, 5, 6};
  Block<std::uint64_t>("u", DataType::kUInt64, u, 1);
  EXPECT_EQ(Values("u"), (std::vector<double>{0x1p63, 5, 6}));
  EXPECT_EQ(Values("u/2"), (std::vector<double>{0x1p62, 2.5, 3}));
}

TEST_F(FormulaTest, InvalidOperationsGiveNaN) {
  Add("zero", {0});
  Add("nan", {std::numeric_limits<double>::quiet_NaN()});
  for (const auto text : {"1/zero", "zero/zero", "log(zero)", "log(-1)", "acos(2)", "5%zero",
                          "nan+1", "nan%2", "nan&1", "1<<(zero-1)", "pow(-1,0.5)"})
    EXPECT_TRUE(std::isnan(Value(text))) << text;
  EXPECT_EQ(Value("1/zero>3"), 0);
  EXPECT_EQ(Value("nan==nan"), 0);
  EXPECT_EQ(Value("nan!=nan"), 1);
  EXPECT_EQ(Value("nan<1||nan>1"), 0);
}

TEST_F(FormulaTest, EverythingIsItsOwnType) {
  Block<std::int8_t>("i8", DataType::kInt8, {-128}, 1);
  Block<std::uint8_t>("u8", DataType::kUInt8, {255}, 1);
  Block<std::int16_t>("i16", DataType::kInt16, {-300}, 1);
  Block<std::uint16_t>("u16", DataType::kUInt16, {65535}, 1);
  Block<std::int32_t>("i32", DataType::kInt32, {-70000}, 1);
  Block<std::uint32_t>("u32", DataType::kUInt32, {4294967295u}, 1);
  Block<float>("f", DataType::kFloat32, {0.1f}, 1);
  blocks_.emplace_back().Resize(DataType::kBool, 1, 1);
  reinterpret_cast<bool*>(blocks_.back().data())[0] = true;
  schema_.push_back(ColumnInfo{.name = "flag", .type = DataType::kBool});
  EXPECT_EQ(Integers("i8+u8+i16+u16+i32")[0], -128 + 255 - 300 + 65535 - 70000);
  EXPECT_EQ(Integers("u32+flag")[0], 4294967296);
  EXPECT_EQ(Value("f"), static_cast<double>(0.1f));
  EXPECT_EQ(Value("!flag"), 0);
}

TEST_F(FormulaTest, Instances) {
  AddArray("a", {1, 2, 3, 4, 5, 6}, 3);
  AddArray("m", {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, 6, {2, 3});
  AddVariable("v", {{10, 20}, {}});
  AddIntegers("i", {1, 5});
  EXPECT_TRUE(Make("a+1").IsMultiValued());
  EXPECT_FALSE(Make("a[1]").IsMultiValued());
  EXPECT_FALSE(Make("Sum$(a)").IsMultiValued());
  EXPECT_EQ(All("a*i"), (Lists{{1, 2, 3}, {20, 25, 30}}));
  EXPECT_EQ(All("a+v"), (Lists{{11, 22}, {}}));
  EXPECT_EQ(All("a+Alt$(v,0)"), (Lists{{11, 22, 3}, {4, 5, 6}}));
  EXPECT_EQ(All("m+a"), (Lists{{2, 3, 4, 6, 7, 8}, {11, 12, 13, 15, 16, 17}}));
  EXPECT_EQ(All("m[1]"), (Lists{{4, 5, 6}, {10, 11, 12}}));
  EXPECT_EQ(All("m[][1]"), (Lists{{2, 5}, {8, 11}}));
  EXPECT_EQ(All("a*Iteration$"), (Lists{{0, 2, 6}, {0, 5, 12}}));
  EXPECT_EQ(All("a+Sum$(v)"), (Lists{{31, 32, 33}, {4, 5, 6}}));
  EXPECT_EQ(All("v[1]"), (Lists{{20}, {}}));
  EXPECT_EQ(Values("m[1][2]+a[0]"), (std::vector<double>{7, 16}));
  EXPECT_EQ(Values("a[i>1]"), (std::vector<double>{1, 5}));
  EXPECT_EQ(Values("Length$(v)+Length$(m)"), (std::vector<double>{8, 6}));
  EXPECT_EQ(Values("Max$(a)-Min$(a*v)"), (std::vector<double>{-7, 6}));
  EXPECT_EQ(Values("MaxIf$(a,a<5)"), (std::vector<double>{3, 4}));
  EXPECT_EQ(Values("Alt$(v[1],-1)"), (std::vector<double>{20, -1}));
  EXPECT_EQ(Values("Sum$(a*Sum$(v))"), (std::vector<double>{180, 0}));
  EXPECT_EQ(Values("i<3?a[i]:-1"), (std::vector<double>{2, -1}));
  EXPECT_TRUE(std::isnan(Values("a[i]")[1]));
  EXPECT_TRUE(std::isnan(Values("a[-i]")[0]));
  EXPECT_TRUE(std::isnan(Values("!(v[0]>3)")[1]));  // no such element, no value
  EXPECT_EQ(Values("Entry$", 100), (std::vector<double>{100, 101}));
  std::vector<double> out(2);
  const auto formula = Make("a");
  EXPECT_THROW(formula.Evaluate(Blocks(formula), 0, std::span<double>(out)), DataError);
  EXPECT_NE(Message("a[3]"), "no error");
  EXPECT_NE(Message("m[0][3]"), "no error");
  EXPECT_NE(Message("a[0][0]"), "no error");
}

TEST_F(FormulaTest, BlocksOfAnyLengthAgree) {
  Random random(1, 0);
  std::vector<double> x;
  std::vector<float> a;
  std::vector<std::vector<float>> v;
  for (int i = 0; i < 3000; ++i) {
    x.push_back(random.Gauss());
    for (int k = 0; k < 3; ++k) a.push_back(static_cast<float>(random.Gauss()));
    v.emplace_back(random.Below(5), 1.5f);
  }
  v[700].assign(2000, 1.0f);  // more instances than a block of lanes
  Add("x", x);
  AddArray("a", a, 3);
  AddVariable("v", v);
  const auto sums = Values("Sum$(v)+Sum$(a>x)*100");
  const auto all = All("v*x");
  for (std::size_t i = 0; i < x.size(); ++i) {
    double sum = 0;
    for (const float value : v[i]) sum += value;
    for (int k = 0; k < 3; ++k) sum += a[3 * i + k] > x[i] ? 100 : 0;
    ASSERT_EQ(sums[i], sum) << i;
    ASSERT_EQ(all[i].size(), v[i].size()) << i;
    for (std::size_t k = 0; k < v[i].size(); ++k) ASSERT_EQ(all[i][k], v[i][k] * x[i]);
  }
}

TEST_F(FormulaTest, ErrorsPointAtTheFault) {
  Add("var1", {1});
  Add("var2", {4});
  EXPECT_EQ(Message("var1+sqr(var2)"),
            "formula 'var1+sqr(var2)': unknown function 'sqr'; did you mean 'sqrt'?\n"
            "  var1+sqr(var2)\n"
            "       ^");
  EXPECT_EQ(Message("2*vra1"),
            "formula '2*vra1': file.root:tree has no column 'vra1'; the nearest are 'var1', "
            "'var2'\n"
            "  2*vra1\n"
            "    ^");
  const std::pair<const char*, const char*> cases[] = {
      {"", "empty"},
      {"   ", "empty"},
      {"var1+", "ends where a value is expected"},
      {"(var1", "expected ')'"},
      {"var1)", "')' without its '('"},
      {"var1=3", "'==' compares"},
      {"var1==\"a\"", "strings"},
      {"var1 var2", "expected an operator"},
      {"var1?2", "expected ':'"},
      {"sqrt", "needs arguments"},
      {"sqrt()", "does not take 0 arguments"},
      {"sqrt(1,2)", "does not take 2 arguments"},
      {"min(1)", "does not take 1 argument"},
      {"1,2", "outside a function"},
      {"var1[0", "expected ']'"},
      {"3x", "cannot follow the number"},
      {"Sum$", "not known"},
      {"Smu$(var1)", "did you mean 'Sum$'"},
      {"Entries$", "not known"},
      {"system(1)", "unknown function"},
      {"var1<=var2<=3", "parentheses"},
      {"0x", "hexadecimal"},
      {"*3", "expected a value"},
      {"\x01\xff", "expected a value"},
  };
  for (const auto& [text, what] : cases)
    EXPECT_NE(Message(text).find(what), std::string::npos) << text << ": " << Message(text);
  schema_[1].unsupported = "a std::map";
  EXPECT_NE(Message("var2").find("cannot be read: a std::map"), std::string::npos);
}

TEST_F(FormulaTest, LongTextsAreShownInPart) {
  Add("x", {1});
  std::string text = "x";
  for (int i = 0; i < 5000; ++i) text += "+x";
  EXPECT_EQ(Value(text), 5001);
  const auto message = Message(text + "+oops" + text);
  EXPECT_LT(message.size(), 500u);
  const auto line = message.find("\n  ") + 3;
  const auto caret = message.find("\n  ", line) + 3;
  EXPECT_EQ(message.substr(line + message.substr(caret).find('^'), 4), "oops");
}

TEST_F(FormulaTest, DepthAndLengthAreLimited) {
  Add("x", {1});
  const auto nested = [](int depth, const std::string& open, const std::string& close) {
    std::string text;
    for (int i = 0; i < depth; ++i) text += open;
    text += "x";
    for (int i = 0; i < depth; ++i) text += close;
    return text;
  };
  EXPECT_EQ(Value(nested(190, "(", ")")), 1);
  EXPECT_EQ(Value(nested(90, "Sum$(", ")")), 1);
  for (const auto& text :
       {nested(300, "(", ")"), nested(30000, "(", ""), nested(60000, "-", ""),
        nested(60000, "!", ""), nested(10000, "x?", ":1"), nested(10000, "abs(", ")"),
        nested(10000, "x<", ""), nested(10000, "Sum$(", ")"), nested(10000, "x%", "")})
    EXPECT_NE(Message(text).find("nested deeper"), std::string::npos) << text.substr(0, 10);
  EXPECT_NE(Message(std::string(70000, ' ') + "x").find("too long"), std::string::npos);
}

TEST_F(FormulaTest, RandomTextNeverCrashes) {
  Add("x", {1.5});
  AddIntegers("n", {-3});
  AddArray("a", {1, 2, 3}, 3);
  AddVariable("v", {{1, 2}});
  const std::vector<std::string> tokens = {
      "x",     "n",    "a",     "v",     "1",       "2.5",    "1e400",   "99999999999999999999",
      "(",     ")",    "[",     "]",     "+",       "-",      "*",       "/",
      "%",     "^",    "<",     "<=",    "==",      "!=",     "&&",      "||",
      "&",     "|",    "<<",    ">>",    "?",       ":",      ",",       "!",
      "sqrt(", "min(", "Sum$(", "Alt$(", "Length$", "Entry$", "MaxIf$(", "TMath::Pi()",
      " ",     "=",    "$",     "\"",    "0x1f",    "::",     "."};
  Random random(11, 0);
  int good = 0;
  for (int i = 0; i < 20000; ++i) {
    std::string text;
    for (auto k = random.Below(9) + 1; k > 0; --k) text += tokens[random.Below(tokens.size())];
    try {
      const auto formula = Make(text);
      if (formula.IsMultiValued())
        All(text);
      else
        Values(text);
      ++good;
    } catch (const DataError&) {
    }
  }
  EXPECT_GT(good, 500);
}

TEST_F(FormulaTest, ThreadsShareAFormula) {
  std::vector<double> x(5000);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<double>(i);
  Add("x", x);
  const auto formula = Make("sqrt(x)*x+Sum$(x>3)");
  const auto expected = Values(formula.Text());
  std::vector<std::jthread> threads;
  std::vector<std::vector<double>> results(4, std::vector<double>(x.size()));
  for (auto& result : results)
    threads.emplace_back([&] {
      for (int i = 0; i < 20; ++i) formula.Evaluate(Blocks(formula), 0, std::span<double>(result));
    });
  threads.clear();
  for (const auto& result : results) EXPECT_EQ(result, expected);
}

TEST_F(FormulaTest, BlocksMustBeTheAnnouncedOnes) {
  Add("x", {1, 2});
  const auto formula = Make("x");
  std::vector<double> out(3);
  EXPECT_THROW(formula.Evaluate(Blocks(formula), 0, std::span<double>(out)), DataError);
  EXPECT_THROW(formula.Evaluate({}, 0, std::span<double>(out)), DataError);
  std::vector<float> single(2);
  formula.Evaluate(Blocks(formula), 0, std::span<float>(single));
  EXPECT_EQ(single, (std::vector<float>{1, 2}));
}

}  // namespace
}  // namespace TMVA
