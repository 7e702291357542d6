#pragma once

#include "cli/session.hpp"
#include <gmig/app/diff.hpp>

#include <span>
#include <string>
#include <vector>

namespace gmig::cli {

/// "destroys", "may fail", …
std::string_view to_string(schema::Mark::Kind kind);

/// A mark as people read it: "destroys column article.body", in a colour that says how bad it is.
std::string render_mark(const Session& session, const schema::Mark& mark);

/// Each step in words, its marks and its statements below it, indented.
std::string render_steps(const Session& session, std::span<const schema::RenderedStep> steps);

/// The steps as a script that can be run: words and marks are comments.
std::string render_script(const Session& session, std::span<const schema::RenderedStep> steps);

/// "note: …" for each.
std::string render_notes(const Session& session, const std::vector<std::string>& notes);

}  // namespace gmig::cli
