#pragma once

#include "cli/annotations.hpp"
#include "cli/command.hpp"
#include <gmig/app/projects.hpp>

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace gmig::cli {

/// What came of one project among those that a command judges.
template <typename Result>
struct OfProject {
    std::string shown;  ///< empty: the only one
    Result result;
};

/// Judges each project that the session's request means, between two revisions.
template <typename Result, typename Judge>
std::vector<OfProject<Result>> for_each_project(const Session& session, const std::string& base,
                                                const std::string& head, const Judge& judge) {
    std::vector<OfProject<Result>> results;
    for (app::ProjectRequest& project : app::projects_meant(session.request, base, head)) {
        results.push_back({std::move(project.shown), judge(project.request)});
    }
    return results;
}

/// A project's lines under its name; the first project is not parted from what stands before.
std::string under_name(const Session& session, const std::string& shown, const std::string& lines,
                       bool is_first);

/// The formats that join all projects; else each by `render`, under its name where there are
/// several.
template <typename Result, typename Render>
std::string render_projects(const std::string& format, const Session& session,
                            const std::vector<OfProject<Result>>& results, const Render& render) {
    if (format == "github" || format == "sarif") {
        std::vector<Annotations> annotations;
        for (const OfProject<Result>& one : results) {
            annotations.push_back(annotations_of(one.result));
        }
        return format == "github" ? to_github(joined(std::move(annotations)))
                                  : to_sarif(joined(std::move(annotations)));
    }
    std::string text;
    for (const OfProject<Result>& one : results) {
        text += under_name(session, one.shown, render(one.result), text.empty());
    }
    return text;
}

/// Of several: findings before what could not be decided, that before none.
template <typename Result, typename CodeOf>
int worst_exit_code(const std::vector<OfProject<Result>>& results, const CodeOf& code_of) {
    int worst = exit_code::done;
    for (const OfProject<Result>& one : results) {
        const int code = code_of(one.result);
        const bool is_worse = worst == exit_code::done || worst == exit_code::undecided;
        worst = code != exit_code::done && is_worse ? code : worst;
    }
    return worst;
}

}  // namespace gmig::cli
