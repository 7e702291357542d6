#include "cli/command.hpp"

#include <array>

namespace gmig::cli {
namespace {

constexpr std::array table{
    Command{"init", "Start", "Set gmig up here: gmig.json, the folder, gmig.head", declare_init},
    Command{"hooks", "Start", "Let git's hooks call gmig: install, uninstall, status",
            declare_hooks},
    Command{"doctor", "Start", "Show what is set up, missing, or interrupted", declare_doctor},
    Command{"recover", "Start", "Complete what a crash left", declare_recover},
    Command{"hook", "Start", "What installed hooks call", declare_hook},
    Command{"mark", "Start", "State by hand that a migration is executed, or is not", declare_mark},
    Command{"import", "Start", "Take over another tool's files and what it has executed",
            declare_import},
    Command{"baseline", "Start", "Make an existing database's schema the first migration",
            declare_baseline},
    Command{"completion", "Start", "Print completions for bash, zsh or fish", declare_completion},
    Command{"new", "Write", "Write a new migration after the head", declare_new},
    Command{"add", "Write", "Give hand-written files an id and a parent", declare_add},
    Command{"diff", "Write", "Show how two schemas differ, or write that as a migration",
            declare_diff},
    Command{"describe", "Write", "Say in words what a migration does", declare_describe},
    Command{"lint", "Write", "Warn of dangerous DDL in what the branch adds", declare_lint},
    Command{"amend", "Write", "Take an edited migration through the local database", declare_amend},
    Command{"rebase", "Write", "Put what upstream lacks after upstream's head", declare_rebase},
    Command{"merge", "Write", "Join heads by an empty migration (dag policy)", declare_merge},
    Command{"revert", "Write", "Write a new migration that takes an older one back",
            declare_revert},
    Command{"status", "Run", "Show each migration's state in an environment", declare_status},
    Command{"execute", "Run", "Run what is pending, each in a transaction", declare_execute},
    Command{"rollback", "Run", "Run down parts, the newest first", declare_rollback},
    Command{"switch", "Run", "Take the local database to where a branch is", declare_switch},
    Command{"undo", "Run", "Take back the last operation", declare_undo},
    Command{"op", "Run", "What gmig did here: log, show", declare_op},
    Command{"verify", "Run", "Run verify parts against an environment", declare_verify},
    Command{"deploy", "Run", "For pipelines: check, execute, verify, without asking",
            declare_deploy},
    Command{"db", "Run", "A database and schema.sql: push, pull, reset, drift", declare_db},
    Command{"env", "Run", "Databases as environments: fork, promote, go back", declare_env},
    Command{"maintenance", "Run", "Close an environment to writers: on, off, status",
            declare_maintenance},
    Command{"check", "Look", "Show what would be wrong if head were merged into base",
            declare_check},
    Command{"log", "Look", "Show the history", declare_log},
    Command{"show", "Look", "Show one migration", declare_show},
    Command{"blame", "Look", "Show who made a table or a column, and changed it since",
            declare_blame},
    Command{"ledger", "Look",
            "Executed facts, shared through git: show, fetch, push, verify, import, retire",
            declare_ledger},
    Command{"rev-parse", "Look", "Print a migration's id, name and sums, for scripts",
            declare_rev_parse},
};

}  // namespace

std::span<const Command> commands() {
    return table;
}

}  // namespace gmig::cli
