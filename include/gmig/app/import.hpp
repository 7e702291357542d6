#pragma once

#include <gmig/app/diff.hpp>
#include <gmig/app/request.hpp>
#include <gmig/model/facts.hpp>
#include <gmig/model/finding.hpp>
#include <gmig/support/error.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace gmig::app {

struct ImportOptions {
    layout::Kind tool = layout::Kind::Gmig;  ///< whose history it is
    bool adopt = false;                      ///< write its executions into the ledger
    bool convert = false;                    ///< rewrite its files to gmig's own layout
    bool accept_drift = false;  ///< adopt although the schema is not what the files build
    bool dry_run = false;
};

/// A migration that the tool executed, as the ledger is to have it.
struct AdoptedMigration {
    MigrationId id;
    std::string name;
    std::string version;  ///< as the tool's table has it
    Timestamp executed_at;
    std::string executed_by;
};

/// What the tool's table in an environment says, and what taking it over comes to.
struct Adoption {
    std::string environment;
    std::string option;  ///< what names it again: "-e local"; empty: DATABASE_URL does
    EnvironmentKind kind = EnvironmentKind::Production;
    std::string table;                     ///< as shown; empty: the tool's table is not there
    std::size_t executed = 0;              ///< migrations that it says are executed
    std::size_t interrupted = 0;           ///< others, begun and not ended
    std::size_t without_file = 0;          ///< others, executed, and no file of them is here
    std::size_t known = 0;                 ///< of these, what the ledger has already
    std::size_t taken_out = 0;             ///< likewise, what gmig took back since: stays pending
    std::vector<AdoptedMigration> plan;    ///< in the order of execution
    std::vector<Error> obstacles;          ///< what refuses it, each with what helps
    bool compared = false;                 ///< whether the schema was held against the files
    std::vector<std::string> differences;  ///< in words, what the database has otherwise
    SchemaChange back;                     ///< what would bring it to what the files build
    bool adopted = false;                  ///< before, with what the ledger has
    bool done = false;
    std::vector<std::string> notes;
};

/// A file of the conversion to gmig's own layout.
struct ConvertedFile {
    MigrationId id;
    std::string name;
    std::vector<std::string> from;  ///< paths, relative to the project's root
    std::string to;
    bool irreversible = false;
    std::vector<std::string> notes;
};

struct Conversion {
    std::vector<ConvertedFile> files;
    std::vector<std::string> others;  ///< paths of what else is written: gmig.json, gmig.head
    std::vector<std::string> left;    ///< paths of what the tool passes over, and stays
    bool staged = false;              ///< git's index has it
    bool done = false;
};

struct ImportResult {
    layout::Kind tool = layout::Kind::Gmig;
    layout::Kind layout = layout::Kind::Gmig;  ///< how the folder is laid out
    std::string folder;
    std::size_t migrations = 0;
    std::size_t without_down = 0;
    std::vector<std::string> written;  ///< gmig.json and what belongs to it
    std::vector<Finding> findings;     ///< about the files
    std::optional<Adoption> adoption;
    std::string not_asked;  ///< why no environment was asked; empty: one was, or need not be
    std::optional<Error> unreachable;  ///< likewise, where one could not be
    bool named = false;                ///< the user named that one, and is to have it as an error
    std::optional<Conversion> conversion;
    bool dry_run = false;
};

/// Takes over what another tool keeps. By itself it writes gmig.json where there is none (as
/// init() does, for the folder where that tool keeps its files), and looks: nothing is written to a
/// database. One that cannot be reached is told in the result.
///
/// With `adopt`, the executions in the tool's table become rows of the ledger, in one transaction;
/// saying it again adds what the tool has executed since; what gmig itself rolled back or marked as
/// not executed stays pending, and is named in a note. Every executed version must have its
/// file as it was executed (Error{History}, as for a failed execution and a second tool's table),
/// and the schema must be what these files build (Error{Guard}, unless `accept_drift`); without the
/// tool's table Error{Usage}. The table stays as it is. Consent is asked for as mark() does.
///
/// With `convert`, the files become gmig's own, as one journaled operation, staged in git, under
/// the same ids. Error{Repository} for uncommitted changes in the folder, Error{Migration} for what
/// cannot be written so, Error{Guard} where the local environment has executions of the tool that
/// are not adopted.
ImportResult import_history(const Request& request, const ImportOptions& options);

}  // namespace gmig::app
