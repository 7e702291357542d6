#include "app/check/written_ids.hpp"

#include <gmig/support/file.hpp>

#include <algorithm>
#include <string_view>
#include <vector>

namespace gmig::app {
namespace {

constexpr std::string_view no_id = "------------";  // as long as an id

/// Lines "OBJECT ID", sorted, all of one length; the first line says so.
class Cache {
public:
    Cache(std::string bytes, std::size_t object_length)
        : line_length_(object_length + 1 + id_length + 1) {
        header_ = "gmig ids 1 " + std::to_string(object_length) + "\n";
        if (bytes.starts_with(header_) && (bytes.size() - header_.size()) % line_length_ == 0) {
            bytes_ = std::move(bytes);
        } else {
            bytes_ = header_;
        }
    }

    /// "" for an object that is not known.
    [[nodiscard]] std::string_view id_of(std::string_view object) const {
        const std::string_view lines = std::string_view(bytes_).substr(header_.size());
        std::size_t low = 0;
        std::size_t high = lines.size() / line_length_;
        while (low < high) {
            const std::size_t middle = (low + high) / 2;
            const std::string_view line = lines.substr(middle * line_length_, line_length_);
            const int order = line.compare(0, object.size(), object);
            if (order == 0) {
                return line.substr(object.size() + 1, id_length);
            }
            (order < 0 ? low : high) = order < 0 ? middle + 1 : middle;
        }
        return {};
    }

    /// With more lines, in whatever order.
    [[nodiscard]] std::string with(const std::vector<std::string>& more) const {
        std::vector<std::string> lines = more;
        for (std::size_t at = header_.size(); at < bytes_.size(); at += line_length_) {
            lines.push_back(bytes_.substr(at, line_length_));
        }
        std::ranges::sort(lines);
        std::string text = header_;
        for (const std::string& line : lines) {
            text += line;
        }
        return text;
    }

private:
    std::size_t line_length_;
    std::string header_;
    std::string bytes_;
};

std::string read_id(const layout::ProjectConfig& project, const FileContent& file) {
    const layout::MigrationSet set = layout::read_migrations(
        project.layout, project.dialect, std::span(&file, 1), project.migrations);
    const bool is_written =
        set.migrations.size() == 1 && set.migrations.front().identity == Identity::Written;
    return is_written ? set.migrations.front().id.value : std::string(no_id);
}

/// The id of each file, "" where none is written in it.
std::vector<std::string> id_of_each(const Workspace& workspace,
                                    const layout::ProjectConfig& project,
                                    std::span<const git::FileObject> files) {
    std::vector<std::string> ids(files.size());
    if (files.empty()) {
        return ids;
    }
    const std::filesystem::path path = workspace.place()->common_dir / "gmig" / "cache" /
                                       ("ids-" + std::string(to_string(project.dialect)));
    const Cache cache(read_file_if_exists(path).value_or(""), files.front().object.size());
    std::vector<git::FileObject> unknown;
    std::vector<std::size_t> places;
    for (std::size_t place = 0; place < files.size(); ++place) {
        const std::string_view id = cache.id_of(files[place].object);
        if (id.empty()) {
            unknown.push_back(files[place]);
            places.push_back(place);
        } else if (id != no_id) {
            ids[place] = id;
        }
    }
    if (unknown.empty()) {
        return ids;
    }
    std::vector<std::string> more;
    const std::vector<FileContent> contents = workspace.repository()->read(unknown);
    for (std::size_t i = 0; i < unknown.size(); ++i) {
        const std::string id = read_id(project, contents[i]);
        more.push_back(unknown[i].object + " " + id + "\n");
        ids[places[i]] = id == no_id ? "" : id;
    }
    std::ranges::sort(more);
    more.erase(std::unique(more.begin(), more.end()), more.end());
    try {
        write_file(path, cache.with(more));
    } catch (const Error&) {
        return ids;  // a repository that cannot be written to: read again next time
    }
    return ids;
}

}  // namespace

std::unordered_set<std::string> written_ids(const Workspace& workspace,
                                            const layout::ProjectConfig& project,
                                            std::span<const git::FileObject> files) {
    std::unordered_set<std::string> ids;
    ids.reserve(files.size());
    for (std::string& id : id_of_each(workspace, project, files)) {
        if (!id.empty()) {
            ids.insert(std::move(id));
        }
    }
    return ids;
}

std::vector<git::FileObject> files_with_ids(const Workspace& workspace,
                                            const layout::ProjectConfig& project,
                                            std::span<const git::FileObject> files,
                                            const std::unordered_set<MigrationId>& ids) {
    const std::vector<std::string> written = id_of_each(workspace, project, files);
    std::vector<git::FileObject> found;
    for (std::size_t place = 0; place < files.size(); ++place) {
        if (ids.contains(MigrationId{written[place]})) {
            found.push_back(files[place]);
        }
    }
    return found;
}

}  // namespace gmig::app
