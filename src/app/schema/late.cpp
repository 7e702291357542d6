#include "app/schema/late.hpp"

#include "app/schema/proof.hpp"

#include <algorithm>

namespace gmig::app {
namespace {

/// Those that are out of order, with what is executed and they do not follow.
std::vector<Candidate> late_ones(const History& history, const Assessment& assessment) {
    std::unordered_set<MigrationId> executed;
    std::unordered_set<MigrationId> late;
    for (const Assessed& assessed : assessment.migrations) {
        if (assessed.state == State::OutOfOrder) {
            late.insert(assessed.id);
        } else if (assessed.entry && assessed.position) {
            executed.insert(assessed.id);
        }
    }
    std::vector<Candidate> found =
        candidates(history, [&](const MigrationId& id) { return executed.contains(id); });
    std::erase_if(found, [&](const Candidate& candidate) { return !late.contains(candidate.id); });
    return found;
}

/// What the database has and no file says: no shadow can have it.
const Assessed* without_file(const Assessment& assessment) {
    const auto found = std::ranges::find_if(assessment.migrations, [](const Assessed& assessed) {
        return assessed.entry && !assessed.position;
    });
    return found == assessment.migrations.end() ? nullptr : &*found;
}

std::vector<Proof> proofs_of(const Request& request, const Workspace& workspace,
                             const History& history, const Assessment& assessment,
                             const std::vector<Candidate>& candidates) {
    const Assessed* const stranger = without_file(assessment);
    if (stranger == nullptr) {
        return prove(request, workspace, history, candidates).proofs;
    }
    std::vector<Proof> proofs;
    for (const Candidate& candidate : candidates) {
        proofs.push_back(
            {.id = candidate.id,
             .against = stranger->id,
             .verdict = Proof::Verdict::NotProven,
             .reason = "this database has executed " + stranger->name + ", which no file has"});
    }
    return proofs;
}

void tell(Assessment& assessment, const MigrationId& id, const std::string& words, bool proven) {
    for (Finding& finding : assessment.findings) {
        if (finding.code == Code::OutOfOrder && finding.id == id) {
            finding.message += "; " + words;
            if (proven) {
                finding.severity = Severity::Information;
                finding.remedy = "nothing: their order does not matter";
            }
        }
    }
}

}  // namespace

std::unordered_set<MigrationId> prove_late(const Request& request, const Workspace& workspace,
                                           const History& history, Assessment& assessment,
                                           bool verdict_only) {
    std::unordered_set<MigrationId> proven;
    const std::vector<Candidate> late = late_ones(history, assessment);
    if (late.empty()) {
        return proven;
    }
    std::vector<Proof> proofs;
    try {
        proofs = proofs_of(request, workspace, history, assessment, late);
    } catch (const Error& error) {
        if (!verdict_only || error.kind() == Error::Kind::Signal) {
            throw;
        }
        for (const Candidate& candidate : late) {
            tell(assessment, candidate.id, std::string("no verdict: ") + error.what(), false);
        }
    }
    for (const Proof& proof : proofs) {
        const bool commutes = proof.verdict == Proof::Verdict::Commutes;
        tell(assessment, proof.id, words_of(proof), commutes);
        if (commutes) {
            request.note(history.find(proof.id)->name + " comes late: " + words_of(proof));
            proven.insert(proof.id);
        }
    }
    return proven;
}

}  // namespace gmig::app
