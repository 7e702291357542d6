#pragma once

#include "cli/options.hpp"
#include "cli/session.hpp"

#include <functional>
#include <span>
#include <string_view>

namespace gmig::cli {

/// Carries a command out; returns the exit code.
using Run = std::function<int(Session&)>;

/// One command as data. Its file declares its options and gives back what runs with them.
struct Command {
    std::string_view name;
    std::string_view group;  ///< heading in the help: Start, Write, Run, Look
    std::string_view summary;
    Run (*declare)(Options& options);
};

/// The table of contents of the tool, in the order of the help.
std::span<const Command> commands();

// One file each.
Run declare_add(Options& options);
Run declare_amend(Options& options);
Run declare_baseline(Options& options);
Run declare_blame(Options& options);
Run declare_check(Options& options);
Run declare_completion(Options& options);
Run declare_db(Options& options);
Run declare_deploy(Options& options);
Run declare_describe(Options& options);
Run declare_diff(Options& options);
Run declare_doctor(Options& options);
Run declare_env(Options& options);
Run declare_execute(Options& options);
Run declare_hook(Options& options);
Run declare_hooks(Options& options);
Run declare_import(Options& options);
Run declare_init(Options& options);
Run declare_ledger(Options& options);
Run declare_lint(Options& options);
Run declare_log(Options& options);
Run declare_maintenance(Options& options);
Run declare_mark(Options& options);
Run declare_merge(Options& options);
Run declare_new(Options& options);
Run declare_op(Options& options);
Run declare_rebase(Options& options);
Run declare_recover(Options& options);
Run declare_rev_parse(Options& options);
Run declare_revert(Options& options);
Run declare_rollback(Options& options);
Run declare_show(Options& options);
Run declare_status(Options& options);
Run declare_switch(Options& options);
Run declare_undo(Options& options);
Run declare_verify(Options& options);

namespace exit_code {
inline constexpr int done = 0;
inline constexpr int findings = 1;
inline constexpr int bad_migration = 3;
inline constexpr int refused = 4;
inline constexpr int undecided = 8;
inline constexpr int environment = 10;
}  // namespace exit_code

}  // namespace gmig::cli
