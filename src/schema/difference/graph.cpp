#include "schema/difference/graph.hpp"

#include <gmig/support/error.hpp>

#include <algorithm>
#include <functional>
#include <numeric>
#include <queue>

namespace gmig::schema {

std::size_t StepGraph::add(Step step) {
    steps_.push_back(std::move(step));
    followers_.emplace_back();
    return steps_.size() - 1;
}

void StepGraph::require(std::size_t first, std::size_t then) {
    if (first != then) {
        followers_[first].push_back(then);
    }
}

/// The place of each step if nothing were required.
std::vector<std::size_t> StepGraph::by_rank() const {
    std::vector<std::size_t> order(steps_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [&](std::size_t step) {
        return std::tie(steps_[step].rank, steps_[step].object, steps_[step].detail);
    });
    return order;
}

std::vector<Modification> StepGraph::sorted() && {
    const std::vector<std::size_t> order = by_rank();
    std::vector<std::size_t> place(steps_.size());
    for (std::size_t at = 0; at < order.size(); ++at) {
        place[order[at]] = at;
    }
    std::vector<std::size_t> waiting_for(steps_.size());
    for (const auto& followers : followers_) {
        for (const std::size_t step : followers) {
            ++waiting_for[step];
        }
    }
    std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> ready;
    for (std::size_t step = 0; step < steps_.size(); ++step) {
        if (waiting_for[step] == 0) {
            ready.push(place[step]);
        }
    }
    std::vector<Modification> result;
    result.reserve(steps_.size());
    while (!ready.empty()) {
        const std::size_t step = order[ready.top()];
        ready.pop();
        for (const std::size_t next : followers_[step]) {
            if (--waiting_for[next] == 0) {
                ready.push(place[next]);
            }
        }
        result.push_back(std::move(steps_[step].modification));
    }
    if (result.size() < steps_.size()) {
        refuse_cycle(waiting_for);
    }
    return result;
}

/// Each step that is left waits for one that is left: going back from any one ends in a circle.
void StepGraph::refuse_cycle(const std::vector<std::size_t>& waiting_for) const {
    const auto predecessor = [&](std::size_t step) {
        for (std::size_t other = 0; other < steps_.size(); ++other) {
            if (waiting_for[other] > 0 &&
                std::ranges::find(followers_[other], step) != followers_[other].end()) {
                return other;
            }
        }
        return step;
    };
    std::size_t step = 0;
    while (waiting_for[step] == 0) {
        ++step;
    }
    std::vector<std::size_t> path;
    for (; std::ranges::find(path, step) == path.end(); step = predecessor(step)) {
        path.push_back(step);
    }
    path.erase(path.begin(), std::ranges::find(path, step));
    std::string names = steps_[step].object;
    for (const std::size_t member : path) {
        if (member != step) {
            names += " uses " + steps_[member].object;
        }
    }
    throw Error(Error::Kind::Usage,
                "objects use each other in a circle: " + names + " uses " + steps_[step].object)
        .state("nothing has changed")
        .next("take one of them out of the circle");
}

}  // namespace gmig::schema
