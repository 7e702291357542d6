#pragma once

#include "app/environment/name.hpp"
#include <gmig/app/connection.hpp>
#include <gmig/db/databases.hpp>

#include <string>
#include <vector>

namespace gmig::app {

/// An environment that a command about databases names beside -e, and the one that it stands
/// beside.
struct EnvironmentPlace {
    EnvironmentName name;
    Environment base;         ///< what gmig.json lists
    Environment environment;  ///< itself
};
/// `word` is NAME or BASE/NAME; the base is the request's environment, or what that one stands
/// beside.
/// Error{Usage} where that is a bare URL.
EnvironmentPlace place_beside(const Request& request, const Workspace& workspace,
                              const std::string& word);

/// Makes an environment of gmig.json the one of that name beside it: shared, where the base is
/// production.
void stand_beside(Environment& environment, const EnvironmentName& name);

/// The request about an environment, by a command that may write to it in maintenance.
Request inside_maintenance(const Request& request, const std::string& environment);

/// Error{Guard} when the database says that it is another environment (a restored backup).
void require_says(const Connection& connection);

std::string version_of_ledger(const Connection& connection);
/// What is in an environment, as Origin::content keeps it: its ledger's version and
/// db::change_point.
std::string content_of(const Connection& connection);
/// In words, what was changed between two of them; empty: nothing.
std::vector<std::string> content_changes(const std::string& earlier, const std::string& later);
/// Its parts.
std::string version_in(const std::string& content);
std::string change_point_in(const std::string& content);

/// Opens it for writing once: what a crash left of a promotion or of maintenance is settled, and
/// told.
void tell_what_was_interrupted(const Request& request, const Workspace& workspace,
                               const Environment& environment);

/// The same without telling, after a change of places or names of one's own; should it fail, the
/// next writing command does it: a note.
void settle_quietly(const Request& request, const Workspace& workspace,
                    const Environment& environment);

/// Error{Usage} when nothing stands there, and when something does.
void require_there(const Environment& environment, const db::OpenOptions& options);
void require_absent(const Environment& environment, const db::OpenOptions& options);

}  // namespace gmig::app
