#pragma once

#include <gmig/app/request.hpp>
#include <gmig/model/migration.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace gmig::app {

struct InitOptions {
    std::optional<std::string> url;
    bool dry_run = false;
};

/// What `init` wrote, and found.
struct InitResult {
    std::vector<std::string> written;      ///< paths, relative to the project's root
    std::optional<layout::Kind> detected;  ///< another tool's layout in the folder
    std::string folder;
    std::string config_text;
};

/// Writes gmig.json, the folder, .gitattributes and gmig.head, as one journaled operation; touches
/// no database. Finds another tool's layout. Error{Usage} when gmig.json is already there. After an
/// `init` that was interrupted it completes that one, and writes nothing besides.
InitResult init(const Request& request, const InitOptions& options);

struct NewOptions {
    std::string name;  ///< in words: "add categories"
    bool dry_run = false;
    bool json = false;  ///< a JSON migration
};

/// What `new` or `add` wrote.
struct WrittenMigration {
    MigrationId id;
    std::string name;
    std::string path;              ///< relative to the project's root
    std::filesystem::path file{};  ///< the same, absolute
    bool changed = true;           ///< false: it was as asked already
};

/// A new migration after the head, and gmig.head, as one journaled operation. In a foreign layout
/// the files that its tool would have made, numbered by its rule. Error{History} when there are
/// several heads.
WrittenMigration new_migration(const Request& request, const NewOptions& options);

struct AddOptions {
    std::vector<std::string> files;  ///< as the user wrote them; none: only gmig.head is put right
    bool new_id = false;
    bool restore = false;
    bool dry_run = false;
};

struct AddResult {
    std::vector<WrittenMigration> written;  ///< one for each file
    std::string head_file;                  ///< its path, where it was put right
    std::size_t heads = 0;                  ///< with several, gmig.head stays as it is
};

/// Writes identity into native files: a plain file's derived id and parents (so that a rename
/// cannot lose it); with new_id an id of its own, after the head; with restore the id that the
/// ledger, or HEAD, has for its content, or failing that for its tokens alone. gmig.head follows.
/// One journaled operation; no checksum changes. Error{Usage} in a foreign layout, for a file
/// outside the folder, or when there is nothing to restore; Error{Migration} for an unreadable one.
AddResult add(const Request& request, const AddOptions& options);

}  // namespace gmig::app
