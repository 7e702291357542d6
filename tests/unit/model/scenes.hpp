#pragma once

#include "graphs.hpp"
#include <gmig/model/plan.hpp>

namespace gmig::testing_notation {

/// What the tests take for a fingerprint: the content's first letter, so that "x1" and "x2" differ
/// in looks only, "x" and "y" for real.
inline Fingerprint fingerprint_of(const std::string& content) {
    return {content.substr(0, 1)};
}

/// "a b*<a": a ledger of local that says a was executed first, and b after it was only started.
inline Facts facts_from(const std::string& text) {
    Facts facts;
    facts.source = FactsSource::Live;
    facts.environment = "local";
    facts.kind = EnvironmentKind::Local;
    for (const Word& word : words_from(text)) {
        LedgerEntry entry;
        entry.id = {word.id};
        entry.name = word.name;
        entry.parents = word.parents;
        entry.checksum = {word.up};
        entry.down_checksum = checksum_or_none(word.down);
        entry.verify_checksum = checksum_or_none(word.verify);
        entry.fingerprint = fingerprint_of(word.up);
        entry.sequence = static_cast<std::int64_t>(facts.entries.size()) + 1;
        entry.state = word.started ? RowState::Started : RowState::Done;
        facts.entries.push_back(std::move(entry));
    }
    return facts;
}

/// The words as ids; nothing (not known) for "".
inline std::optional<std::unordered_set<MigrationId>> ids_from(const std::string& text) {
    if (text.empty()) {
        return std::nullopt;
    }
    std::unordered_set<MigrationId> ids;
    for (const Word& word : words_from(text)) {
        ids.insert({word.id});
    }
    return ids;
}

inline AssessmentInput input_of(Policy policy) {
    AssessmentInput input;
    input.policy = policy;
    input.fingerprint_of = [](const Migration& file) {
        return fingerprint_of(file.checksum.value);
    };
    return input;
}

/// "a:executed b:pending": by name, in the assessment's order.
inline std::string states_of(const Assessment& assessment) {
    std::vector<std::string> states;
    for (const Assessed& assessed : assessment.migrations) {
        states.push_back(assessed.name + ":" + std::string(to_string(assessed.state)));
    }
    return join(states, " ");
}

/// "rename b, execute c".
inline std::string steps_of(const Plan& plan) {
    std::vector<std::string> steps;
    for (const Step& step : plan.steps) {
        steps.push_back(std::string(to_string(step.action)) + " " + step.name);
    }
    return join(steps, ", ");
}

}  // namespace gmig::testing_notation
