// What installing and removing hooks takes, over folders as they are found. tests/scripts carries
// the plans out.
#include "git/hooks/hook_block.hpp"
#include "temporary_folder.hpp"
#include <gmig/git/hooks.hpp>
#include <gmig/support/file.hpp>

#include <gtest/gtest.h>

#include <algorithm>

namespace gmig::git {
namespace {

namespace fs = std::filesystem;

class HookPlan : public testing::Test {
protected:
    void write(const std::string& name, const std::string& bytes) const {
        folder_.write(name, bytes);
        fs::permissions(folder_ / name, fs::perms::owner_all);
    }
    [[nodiscard]] HooksFolder folder() const {
        return {.path = folder_.path(), .work_tree = {}, .refusal = {}, .remedy = {}};
    }
    [[nodiscard]] std::vector<HookStep> plan() const {
        return plan_hooks(folder(), {.program = "/opt/gmig"}, {});
    }
    [[nodiscard]] HookStep step(const std::string& hook) const {
        for (HookStep& one : plan()) {
            if (one.hook == hook) {
                return std::move(one);
            }
        }
        throw std::out_of_range(hook);
    }
    /// Carries a plan out by plain means; what is to be remembered of it.
    [[nodiscard]] std::vector<HookRecord> carry_out(const std::vector<HookStep>& steps) const {
        std::vector<HookRecord> records;
        for (const HookStep& one : steps) {
            for (const FileChange& change : one.changes) {
                EXPECT_EQ(read_file_if_exists(change.path), change.before);
                const std::string name = change.path.filename().native();
                if (change.after) {
                    write(name, *change.after);
                } else {
                    fs::remove(change.path);
                }
            }
            if (one.record) {
                records.push_back(*one.record);
            }
        }
        return records;
    }

    testing_support::TemporaryFolder folder_;
};

TEST_F(HookPlan, OfAnEmptyFolderMakesAnExecutableFileForEachHook) {
    const std::vector<HookStep> steps = plan();
    ASSERT_EQ(steps.size(), hook_kinds(false).size());
    for (const HookStep& one : steps) {
        EXPECT_EQ(one.action, HookAction::Create) << one.hook;
        ASSERT_EQ(one.changes.size(), 1U);
        EXPECT_EQ(one.changes[0].before, std::nullopt);
        EXPECT_EQ(one.changes[0].mode, 0755U);
        EXPECT_TRUE(one.changes[0].after->starts_with("#!/bin/sh\n# >>> gmig"));
    }
}

TEST_F(HookPlan, MakesTheMovedProgramBeforeItIsReplaced) {
    write("pre-push", "#!/usr/bin/python3\n");
    const HookStep wrap = step("pre-push");
    EXPECT_EQ(wrap.action, HookAction::Wrap);
    ASSERT_EQ(wrap.changes.size(), 2U);
    EXPECT_EQ(wrap.changes[0].path, folder_ / "pre-push.gmig-prev");
    EXPECT_EQ(wrap.changes[0].after, "#!/usr/bin/python3\n");
    EXPECT_EQ(wrap.changes[1].path, folder_ / "pre-push");
    EXPECT_EQ(wrap.changes[1].before, "#!/usr/bin/python3\n");
}

TEST_F(HookPlan, IsNothingTheSecondTimeAndUndoneByItsRemoval) {
    write("pre-commit", "#!/bin/bash\nexec make\n");
    write("pre-push", "#!/usr/bin/python3\n");
    const std::vector<HookRecord> records = carry_out(plan());
    EXPECT_EQ(records.size(), hook_kinds(false).size());
    for (const HookStep& one : plan_hooks(folder(), {.program = "/opt/gmig"}, records)) {
        EXPECT_EQ(one.action, HookAction::Keep) << one.hook;
        EXPECT_TRUE(one.changes.empty());
        ASSERT_TRUE(one.record);
        EXPECT_NE(std::ranges::find(records, *one.record), records.end()) << one.hook;
    }
    for (const HookSight& one : look_at_hooks(folder(), {.program = "/opt/other"}, records)) {
        EXPECT_EQ(one.state, HookState::Installed) << one.kind.name;
    }
    EXPECT_TRUE(carry_out(plan_removal(folder(), records)).empty());
    EXPECT_EQ(folder_.read("pre-commit"), "#!/bin/bash\nexec make\n");
    EXPECT_EQ(folder_.read("pre-push"), "#!/usr/bin/python3\n");
    EXPECT_EQ(std::distance(fs::directory_iterator(folder_.path()), fs::directory_iterator()), 2);
}

TEST_F(HookPlan, BakesAnotherProgramIn) {
    const std::vector<HookRecord> records = carry_out(plan());
    for (const HookStep& one : plan_hooks(folder(), {.program = "/opt/other"}, records)) {
        EXPECT_EQ(one.action, HookAction::Update) << one.hook;
        EXPECT_NE(one.changes[0].after->find("gmig_program=/opt/other\n"), std::string::npos);
    }
}

TEST_F(HookPlan, KnowsWhichHooksWereLost) {
    const std::vector<HookRecord> records = carry_out(plan());
    EXPECT_EQ(lost_hooks(records), std::vector<std::string>{});
    write("pre-commit", "#!/bin/sh\nanother tool\n");
    fs::remove(folder_ / "post-merge");
    EXPECT_EQ(lost_hooks(records), (std::vector<std::string>{"pre-commit", "post-merge"}));
}

}  // namespace
}  // namespace gmig::git
