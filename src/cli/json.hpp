#pragma once

#include <gmig/app/amend.hpp>
#include <gmig/app/baseline.hpp>
#include <gmig/app/blame.hpp>
#include <gmig/app/care.hpp>
#include <gmig/app/check.hpp>
#include <gmig/app/database.hpp>
#include <gmig/app/deploy.hpp>
#include <gmig/app/describe.hpp>
#include <gmig/app/diff.hpp>
#include <gmig/app/environments.hpp>
#include <gmig/app/files.hpp>
#include <gmig/app/hooks.hpp>
#include <gmig/app/import.hpp>
#include <gmig/app/ledger.hpp>
#include <gmig/app/lint.hpp>
#include <gmig/app/look.hpp>
#include <gmig/app/rebase.hpp>
#include <gmig/app/revert.hpp>
#include <gmig/app/run.hpp>
#include <gmig/app/status.hpp>
#include <gmig/app/switch.hpp>
#include <gmig/app/undo.hpp>

#include <string>
#include <vector>

namespace gmig::cli {

template <typename Result>
struct OfProject;

// Results as the one JSON object that scripts rely on (docs/reference/json.md), with a newline.
std::string to_json(const app::StatusResult& result);
std::string to_json(const app::RunResult& result);
std::string to_json(const app::SwitchResult& result);
/// `age_s` of facts counts to `now`. Of several projects: all of them in `projects`.
std::string to_json(const std::vector<OfProject<app::CheckResult>>& results, Timestamp now);
std::string to_json(const std::vector<OfProject<app::LintResult>>& results);
std::string to_json(const std::vector<app::RuleInForce>& rules);
/// Ages count to `now`.
std::string to_json(const app::LedgerShown& shown, Timestamp now);
std::string to_json(const app::LedgerExchange& result);
std::string to_json(const app::LedgerVerified& result);
std::string to_json(const app::LedgerImport& result);
std::string to_json(const app::LedgerRetired& result);
std::string to_json(const app::RebaseResult& result);
std::string to_json(const app::MergeResult& result);
std::string to_json(const app::AmendResult& result);
std::string to_json(const app::VerifyResult& result);
std::string to_json(const app::LogResult& result);
std::string to_json(const app::ShowResult& result);
std::string to_json(const app::RevParseResult& result);
std::string to_json(const app::RevertResult& result);
std::string to_json(const app::BlameResult& result);
std::string to_json(const app::InitResult& result);
std::string to_json(const app::HooksResult& result);
std::string to_json(const app::HooksStatus& status);
std::string to_json(const std::vector<app::OperationLine>& lines);
std::string to_json(const app::ShownOperation& shown);
std::string to_json(const app::UndoResult& result);
std::string to_json(const app::MarkResult& result);
std::string to_json(const app::BaselineResult& result, bool dry_run);
std::string to_json(const app::RecoverResult& result);
std::string to_json(const app::WrittenMigration& written);
std::string to_json(const app::DiffResult& result);
std::string to_json(const app::DescribeResult& result);
std::string to_json(const app::PushResult& result, bool dry_run);
std::string to_json(const app::PullResult& result, bool dry_run);
std::string to_json(const app::ResetResult& result);
std::string to_json(const app::DriftResult& result);
std::string to_json(const app::AddResult& result);
std::string to_json(const std::vector<app::Diagnosis>& lines);
std::string to_json(const std::vector<app::EnvironmentLine>& lines);
std::string to_json(const app::ForkResult& result);
std::string to_json(const app::EnvironmentChange& result);
std::string to_json(const app::PromoteResult& result);
std::string to_json(const app::MaintenanceResult& result);
std::string to_json(const app::DeployResult& result);
std::string to_json(const app::ImportResult& result);
std::string to_json(const Error& error);
/// `env adopt`: the name that the database has now.
std::string adopted_to_json(const std::string& environment);

}  // namespace gmig::cli
