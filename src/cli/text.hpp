#pragma once

#include "cli/session.hpp"
#include <gmig/model/finding.hpp>
#include <gmig/model/plan.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace gmig::cli {

/// "1 migration", "2 migrations".
std::string counted(std::size_t count, std::string_view noun);
/// "executed", "rolled back", "renamed", "adopted".
std::string_view past_tense(Action action);

/// A message made printable; a database's may have several lines (DETAIL, CONTEXT). Those below the
/// first stand further in than any line of gmig's own, so that none can pass for one.
std::string render_message(std::string_view message);

/// A finding's message and a line for its remedy; every name made printable.
std::string render_findings(const Session& session, const std::vector<Finding>& findings);

/// An error, in four parts at most, a line each where the message has one: what, where, state,
/// next.
std::string render_error(const Error& error, bool color);

/// "  execute  2026-… (id)" per step.
std::string render_plan(const Session& session, const std::vector<Step>& steps);

/// "2026-11-21 08:15".
std::string short_time(Timestamp time);

/// "4 minutes", "2 days": the largest unit of which there is one.
std::string age_of(Timestamp then, Timestamp now);

/// "1.2 s", "34 ms".
std::string short_duration(std::int64_t microseconds);

/// Connects a run's progress to the session: a bar on a terminal, a line per step elsewhere.
void show_progress(Session& session);
/// Removes what a bar left on the terminal's line.
void end_progress(const Session& session);

}  // namespace gmig::cli
