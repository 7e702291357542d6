#include "app/check/order.hpp"

#include "app/schema/proof.hpp"
#include <gmig/support/text.hpp>

#include <algorithm>
#include <utility>

namespace gmig::app {
namespace {

/// Only a run tells what SQLite's statements touch; that nothing was looked at is said.
Finding not_computed(const History& history, const std::vector<Candidate>& candidates) {
    Finding finding;
    finding.code = Code::TouchesSameObject;
    finding.severity = Severity::Information;
    finding.blocks = false;
    finding.message = "whether " + history.find(candidates.front().id)->name +
                      (candidates.size() > 1 ? " and others touch" : " touches") +
                      " the same objects as what is executed was not computed: in SQLite only a "
                      "replay tells";
    finding.remedy = "gmig check --replay";
    return finding;
}

void put(std::vector<Finding>& findings, std::vector<Finding> more) {
    std::ranges::move(more, std::back_inserter(findings));
}

}  // namespace

void look_at_order(const Request& request, const Workspace& workspace, bool replay,
                   Material& material) {
    const History& base = material.base.history;
    const History& result = material.result.history;
    const std::vector<Candidate> found =
        candidates(result, [&](const MigrationId& id) { return base.position(id).has_value(); });
    CheckInput& input = material.input;
    if (!replay) {
        if (found.empty()) {
            return;
        }
        if (const auto touches = touches_of_texts(workspace, result, found)) {
            put(input.about_order, touching(result, found, *touches));
        } else {
            input.about_order.push_back(not_computed(result, found));
        }
        return;
    }
    Proven proven = prove(request, workspace, result, found);
    put(input.about_order, touching(result, found, proven.touches));
    put(input.about_order, not_commuting(result, proven.proofs));
    input.proofs = std::move(proven.proofs);
    if (auto failing = failing_history(request, workspace, base, result)) {
        input.about_order.push_back(std::move(*failing));
    }
}

}  // namespace gmig::app
