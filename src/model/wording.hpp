#pragma once

#include <gmig/model/facts.hpp>
#include <gmig/model/finding.hpp>
#include <gmig/model/migration.hpp>
#include <gmig/model/override.hpp>

#include <cstddef>
#include <span>
#include <string>

namespace gmig {

/// Whom a finding is about.
struct Subject {
    const MigrationId& id;
    const std::string& name;
    const std::string& path;  ///< empty when no file has it
};

/// The migration, which has to outlive it.
Subject subject_of(const Migration& migration);

/// A finding of the code's own severity.
Finding finding_about(Code code, const Subject& subject, std::string message, std::string remedy);

/// GM204 of a file with the id of another one: a warning where both are the same migration.
Finding duplicate_id(Counterpart kept, const Counterpart& copy, bool same_content);

/// " in staging"; nothing where the environment has no name.
std::string in_environment(const Facts& facts);

/// "executed in staging", "executed in staging by dbmate", or of a tree that counts as executed:
/// "published in origin/main".
std::string executed_in(const Facts& facts);

/// Turns a finding into a GM105 that says which override sets it aside, and why.
void set_aside(Finding& finding, const Override& by);

/// How many names a message lists before it only counts the rest.
inline constexpr std::size_t names_shown = 5;

/// "a, b" or, of many, "a, b, c, d, e and 7 more". `names` may stop after names_shown.
std::string listed(std::span<const std::string> names, std::size_t count);

}  // namespace gmig
