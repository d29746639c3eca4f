// Log lines, thresholds, sinks, and what progress shows.
#include <TMVA/Log.h>

#include <gtest/gtest.h>

#include <thread>

#include <TMVA/Error.h>

#include "tmva/log/console.h"
#include "tmva/log/progress_text.h"

namespace {

using TMVA::Config;
using TMVA::Log;
using TMVA::Verbosity;

class LogTest : public ::testing::Test {
 protected:
  void SetUp() override {
    Config::Instance().SetSink([this](std::string_view line) {
      const std::lock_guard lock(mutex_);
      lines_.emplace_back(line);
    });
    Log("LogTest").Info("");  // a source that repeats is not shown: do not depend on earlier tests
    lines_.clear();
  }
  void TearDown() override {
    Config::Instance().SetSink({});
    Config::Instance().SetSilent(false);
    Config::Instance().SetNumThreads(0);
  }
  std::mutex mutex_;
  std::vector<std::string> lines_;
};

TEST_F(LogTest, LayoutIsTmvas) {
  const Log factory("Factory"), info("DataSetInfo");
  factory.Info("Booking method: BDT");
  factory.Info("second");
  info.Info("third");
  info.Warning("careful");
  factory.Error("no");
  EXPECT_EQ(lines_, (std::vector<std::string>{
                        "Factory                  : Booking method: BDT",
                        "                         : second", "DataSetInfo              : third",
                        "<WARNING> DataSetInfo    : careful", "<ERROR> Factory          : no"}));
}

TEST_F(LogTest, BlocksAreLineByLine) {
  const Log log("Table");
  log.Block("a\n\n  b\n");
  EXPECT_EQ(lines_,
            (std::vector<std::string>{"Table                    : a", "                         :",
                                      "                         :   b"}));
}

TEST_F(LogTest, ThresholdAndSilence) {
  Log log("L");
  log.Debug("d");
  log.Verbose("v");
  EXPECT_TRUE(lines_.empty());
  log.SetThreshold(Verbosity::kDebug);
  log.Debug("d");
  log.Verbose("v");
  EXPECT_EQ(lines_.size(), 2u);
  Config::Instance().SetSilent(true);
  log.Info("i");
  log.Warning("w");
  EXPECT_EQ(lines_.size(), 2u);
  log.Error("e");
  EXPECT_EQ(lines_.size(), 3u);
}

TEST_F(LogTest, LongSourcesAndColors) {
  EXPECT_EQ(TMVA::FormatLine(Verbosity::kInfo, std::string(30, 's'), false, "t", false),
            std::string(30, 's') + ": t");
  EXPECT_EQ(TMVA::FormatLine(Verbosity::kWarning, "S", true, "t", true),
            "\033[1;31m<WARNING> S              : t\033[0m");
  ::setenv("NO_COLOR", "1", 1);
  EXPECT_FALSE(TMVA::TerminalTakesColor(1));
  ::unsetenv("NO_COLOR");
}

TEST_F(LogTest, ASinkMayLogAndThreadsMayShareIt) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([] {
      const Log log("T");
      for (int i = 0; i < 100; ++i) log.Info("x");
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(lines_.size(), 400u);
  int depth = 0;
  Config::Instance().SetSink([&depth](std::string_view) {
    if (++depth < 3) Log("Inner").Info("again");
  });
  Log("Outer").Info("x");
  EXPECT_EQ(depth, 3);
}

TEST_F(LogTest, StandardOutputByDefault) {
  Config::Instance().SetSink({});
  ::testing::internal::CaptureStdout();
  Log("Out").Info("{} %s %v");
  EXPECT_EQ(::testing::internal::GetCapturedStdout(), "Out                      : {} %s %v\n");
}

TEST_F(LogTest, NumberOfThreads) {
  EXPECT_GE(Config::Instance().NumThreads(), 1);
  Config::Instance().SetNumThreads(3);
  EXPECT_EQ(Config::Instance().NumThreads(), 3);
  EXPECT_THROW(Config::Instance().SetNumThreads(-1), TMVA::OptionError);
}

TEST_F(LogTest, ShortTasksLeaveNoTraceInALogFile) {
  ::testing::internal::CaptureStderr();
  {
    TMVA::Progress progress("Train", 10, "trees");
    for (int i = 0; i <= 10; ++i) progress.Update(i, "loss 0.1");
  }
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
  EXPECT_TRUE(lines_.empty());
}

TEST(ProgressText, Durations) {
  EXPECT_EQ(TMVA::FormatDuration(0.44), "0.4 s");
  EXPECT_EQ(TMVA::FormatDuration(9.96), "10 s");
  EXPECT_EQ(TMVA::FormatDuration(59.6), "1 min 00 s");
  EXPECT_EQ(TMVA::FormatDuration(200), "3 min 20 s");
  EXPECT_EQ(TMVA::FormatDuration(7500), "2 h 05 min");
  EXPECT_EQ(TMVA::FormatDuration(-1), "?");
  EXPECT_EQ(TMVA::FormatDuration(1e300), "?");
}

TEST(ProgressText, Bars) {
  TMVA::ProgressState state{"Train BDT", "trees", "loss 0.31", 400, 800, 4.0};
  EXPECT_EQ(TMVA::FormatBar(state, 200),
            "Train BDT [============>           ]  50 %  400/800 trees, 100 trees/s, 4.0 s left, "
            "loss 0.31");
  EXPECT_EQ(TMVA::FormatProgressLine(state),
            "50 %: 400/800 trees, 100 trees/s, 4.0 s left, loss 0.31");
  EXPECT_EQ(TMVA::FormatBar(state, 20).size(), 20u);
  EXPECT_EQ(TMVA::FormatBar(state, 80).size(), 80u) << "the bar gives way to the text";
  EXPECT_TRUE(TMVA::FormatBar(state, 80).ends_with("loss 0.31"));
  state.done = 799;
  EXPECT_NE(TMVA::FormatBar(state, 200).find(" 99 %"), std::string::npos)
      << "100 % only at the end";
  state.done = 900;
  EXPECT_NE(TMVA::FormatBar(state, 200).find("100 %"), std::string::npos);
  state.note = "";
  state.done = state.total = 0;
  EXPECT_EQ(TMVA::FormatBar(state, 200), "Train BDT 0 trees");
}

}  // namespace
