#pragma once

#include "app/projects.hpp"
#include <gmig/git/repository.hpp>

#include <filesystem>
#include <vector>

namespace gmig::app {

/// The folders of gmig.json in this work tree's index when a hook last looked, so that the hook of
/// a commit need not ask git each time whether one has gone.
class SeenProjects {
public:
    explicit SeenProjects(const git::Place& place)
        : file_(place.git_dir / "gmig" / "cache" / "projects") {}

    /// False, too, where nothing was kept yet.
    [[nodiscard]] bool are_among(const std::vector<TrackedConfig>& present) const;
    /// What cannot be written is asked again.
    void keep(const std::vector<TrackedConfig>& present) const;

private:
    std::filesystem::path file_;
};

}  // namespace gmig::app
