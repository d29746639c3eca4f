// TreeEnsembleRegressor and TreeEnsembleClassifier of ai.onnx.ml.
#pragma once

#include <map>

#include "tmva/graph/emit/snippets/scores.h"

namespace emitted {

/// The attributes of the nodes: modes are 0 LEAF, 1 LEQ, 2 LT, 3 GTE, 4 GT, 5 EQ, 6 NEQ.
struct ForestNodes {
  Tensor<std::int64_t> trees, ids, features, modes, if_true, if_false, missing_is_true;
  Tensor<float> values;
  Tensor<std::int64_t> answer_trees, answer_ids, answer_targets;
  Tensor<float> weights, base;
};

class Forest {
 public:
  explicit Forest(const ForestNodes& n) : base_(n.base.data) {
    std::map<std::pair<std::int64_t, std::int64_t>, std::size_t> places;
    const std::size_t size = n.ids.data.size();
    for (std::size_t i = 0; i < size; ++i) {
      if (i == 0 || n.trees.data.at(i) != n.trees.data[i - 1]) roots_.push_back(i);
      places[{n.trees.data.at(i), n.ids.data[i]}] = i;
    }
    const auto place = [&](std::int64_t tree, std::int64_t id) {
      const auto found = places.find({tree, id});
      if (found == places.end()) Fail("a forest has no node " + std::to_string(id));
      return found->second;
    };
    std::vector<std::vector<std::pair<std::int64_t, float>>> answers(size);
    for (std::size_t k = 0; k < n.weights.data.size(); ++k)
      answers[place(n.answer_trees.data.at(k), n.answer_ids.data.at(k))].emplace_back(
          n.answer_targets.data.at(k), n.weights.data[k]);
    nodes_.resize(size);
    for (std::size_t i = 0; i < size; ++i) {
      Node& node = nodes_[i];
      node.mode = static_cast<int>(n.modes.data.at(i));
      node.begin = answers_.size();
      answers_.insert(answers_.end(), answers[i].begin(), answers[i].end());
      node.end = answers_.size();
      if (node.mode == 0) continue;
      node.feature = n.features.data.at(i);
      if (node.feature < 0) Fail("a forest reads a negative column");
      columns_ = std::max(columns_, node.feature + 1);
      node.value = n.values.data.at(i);
      node.if_true = place(n.trees.data[i], n.if_true.data.at(i));
      node.if_false = place(n.trees.data[i], n.if_false.data.at(i));
      node.missing_is_true = n.missing_is_true.IsGiven() && n.missing_is_true.data.at(i) != 0;
    }
  }

  /// aggregate: 0 average, 1 sum, 2 min, 3 max. Scores [N, targets], base values added.
  template <class T>
  std::vector<double> Scores(const Tensor<T>& x, std::int64_t targets, int aggregate) const {
    if (x.Rank() != 2 || x.shape[1] < columns_)
      Fail("the forest reads rows of " + std::to_string(columns_) + " numbers");
    std::vector<double> scores(static_cast<std::size_t>(x.shape[0] * targets));
    std::vector<bool> has(scores.size());
    for (std::int64_t i = 0; i < x.shape[0]; ++i)
      for (const std::size_t root : roots_) {
        const Node& leaf = LeafOf(root, x.data.data() + i * x.shape[1]);
        for (std::size_t k = leaf.begin; k < leaf.end; ++k) {
          if (answers_[k].first < 0 || answers_[k].first >= targets)
            Fail("a forest answers for a target that is not there");
          const auto at = static_cast<std::size_t>(i * targets + answers_[k].first);
          const double weight = answers_[k].second;
          if (!has[at] || aggregate < 2)
            scores[at] += weight;
          else
            scores[at] =
                aggregate == 2 ? std::min(scores[at], weight) : std::max(scores[at], weight);
          has[at] = true;
        }
      }
    for (std::size_t k = 0; k < scores.size(); ++k) {
      if (aggregate == 0) scores[k] /= static_cast<double>(roots_.size());
      if (!base_.empty()) scores[k] += base_.at(k % static_cast<std::size_t>(targets));
    }
    return scores;
  }

 private:
  struct Node {
    int mode = 0;
    bool missing_is_true = false;
    float value = 0;
    std::int64_t feature = 0;
    std::size_t if_true = 0, if_false = 0, begin = 0, end = 0;
  };

  template <class T>
  const Node& LeafOf(std::size_t at, const T* row) const {
    for (std::size_t steps = 0; steps <= nodes_.size(); ++steps) {
      const Node& node = nodes_[at];
      if (node.mode == 0) return node;
      const T x = row[node.feature], v = static_cast<T>(node.value);
      bool yes = false;
      switch (node.mode) {
        case 1:
          yes = x <= v;
          break;
        case 2:
          yes = x < v;
          break;
        case 3:
          yes = x >= v;
          break;
        case 4:
          yes = x > v;
          break;
        case 5:
          yes = x == v;
          break;
        default:
          yes = x != v && x == x;
      }
      if (x != x) yes = node.missing_is_true;
      at = yes ? node.if_true : node.if_false;
    }
    Fail("a tree has a loop");
  }

  std::vector<Node> nodes_;
  std::vector<std::size_t> roots_;
  std::vector<std::pair<std::int64_t, float>> answers_;
  std::vector<float> base_;
  std::int64_t columns_ = 0;
};

template <class T>
Tensor<float> TreeEnsembleRegressor(const Forest& forest, const Tensor<T>& x, std::int64_t targets,
                                    int aggregate, PostTransform transform) {
  const std::vector<double> scores = forest.Scores(x, targets, aggregate);
  Tensor<float> y({x.shape[0], targets}, {scores.begin(), scores.end()});
  for (std::int64_t i = 0; i < x.shape[0]; ++i)
    Transform(transform, y.data.data() + i * targets, targets);
  return y;
}

/// `one_id`: all weights are of one class; `single`: there is one score, that of the second class.
template <class T, class L>
Classified<L> TreeEnsembleClassifier(const Forest& forest, const Tensor<T>& x,
                                     const std::vector<L>& labels, bool single, bool one_id,
                                     bool all_positive, PostTransform transform) {
  const auto n = static_cast<std::int64_t>(labels.size()), given = single ? 1 : n;
  const std::vector<double> scores = forest.Scores(x, given, 1);
  Classified<L> y{Tensor<L>({x.shape[0]}), Tensor<float>({x.shape[0], n})};
  for (std::int64_t i = 0; i < x.shape[0]; ++i) {
    const double* of = scores.data() + i * given;
    float* out = y.scores.data.data() + i * n;
    std::copy_n(of, given, out);
    const std::size_t best = n == 2 && one_id
                                 ? (out[given - 1] > (all_positive ? 0.5F : 0.0F) ? 1 : 0)
                                 : static_cast<std::size_t>(std::max_element(of, of + given) - of);
    y.labels.data[static_cast<std::size_t>(i)] = labels[best];
    if (single && n == 2)
      TransformTwo(transform, out[0], all_positive, out);
    else
      Transform(transform, out, n);
  }
  return y;
}

}  // namespace emitted
