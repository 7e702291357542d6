#include "sandbox.hpp"
#include <gmig/git/ledger_ref.hpp>

#include <algorithm>

namespace gmig::git {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* usual_ref = "refs/gmig/ledger";
const Timestamp noon{1'800'000'000'000'000};

/// A bare "hub" and clones of it.
class LedgerRefs : public testing::TestWithParam<std::vector<std::string>> {
protected:
    void SetUp() override {
        sandbox_.init("first", GetParam());
        sandbox_.write("first/file", "1\n");
        sandbox_.commit("first", "one");
        sandbox_.git(".", {"clone", "-q", "--bare", "first", "hub.git"});
        for (const char* const name : {"ann", "ben"}) {
            sandbox_.git(".", {"clone", "-q", "hub.git", name});
        }
    }

    struct Clone {
        Repository repository;
        LedgerRef ledger;
        Clone(Repository opened, const std::string& ref)
            : repository(std::move(opened)), ledger(repository, ref) {}
    };
    Clone open(const std::string& name, const std::string& ref = usual_ref) {
        return {sandbox_.open(name), ref};
    }
    std::vector<std::string> paths(Clone& clone) {
        std::vector<std::string> names;
        for (const FileObject& file : clone.ledger.files(clone.ledger.tips())) {
            names.push_back(file.path);
        }
        return names;
    }
    static std::size_t add(Clone& clone, const std::string& name) {
        return clone.ledger.add({{"v1/" + name, "bytes of " + name + "\n"}}, "tell " + name);
    }
    static LedgerPushed push(Clone& clone) {
        return clone.ledger.push("origin", noon, clone.ledger.fetch("origin", noon));
    }

    Sandbox sandbox_;
};

INSTANTIATE_TEST_SUITE_P(Formats, LedgerRefs,
                         testing::Values(std::vector<std::string>{},
                                         std::vector<std::string>{"--object-format=sha256"}),
                         [](const auto& test) {
                             return test.param.empty() ? std::string("Sha1")
                                                       : std::string("Sha256");
                         });

TEST_P(LedgerRefs, AreNotThereAtFirst) {
    Clone ann = open("ann");
    EXPECT_THAT(ann.ledger.tips(), IsEmpty());
    EXPECT_THAT(paths(ann), IsEmpty());
}

TEST_P(LedgerRefs, GrowByACommitForWhatIsNew) {
    Clone ann = open("ann");
    EXPECT_EQ(ann.ledger.add({{"v1/b", "2"}, {"v1/a", "1"}}, "tell"), 2U);
    EXPECT_EQ(ann.ledger.add({{"v1/b", "2"}}, "tell again"), 0U);
    EXPECT_EQ(ann.ledger.add({{"v1/b", "2"}, {"v1/c", "3"}}, "tell more"), 1U);
    EXPECT_THAT(paths(ann), ElementsAre("v1/a", "v1/b", "v1/c"));
    EXPECT_EQ(sandbox_.git("ann", {"rev-list", "--count", usual_ref}), "2");
    EXPECT_EQ(sandbox_.git("ann", {"show", std::string(usual_ref) + ":v1/c"}), "3");
    EXPECT_EQ(sandbox_.git("ann", {"fsck", "--strict"}), "");
}

TEST_P(LedgerRefs, AreFoundInPackedRefsAndInALinkedWorkTree) {
    Clone ann = open("ann");
    add(ann, "a");
    sandbox_.git("ann", {"pack-refs", "--all"});
    sandbox_.git("ann", {"worktree", "add", "-q", "../linked"});
    Clone linked = open("linked");
    EXPECT_THAT(paths(linked), ElementsAre("v1/a"));
}

TEST_P(LedgerRefs, ComeFromAnotherCloneThroughARemote) {
    Clone ann = open("ann");
    Clone ben = open("ben");
    add(ann, "a");
    const LedgerPushed pushed = push(ann);
    EXPECT_TRUE(pushed.done) << pushed.problem;
    EXPECT_EQ(pushed.sent, 1U);
    EXPECT_EQ(ben.ledger.fetch("origin", noon).received, 1U);
    EXPECT_THAT(paths(ben), ElementsAre("v1/a"));
    EXPECT_EQ(ben.ledger.tips().size(), 2U);
    EXPECT_THAT(ben.ledger.seen(),
                ElementsAre(SeenTip{"origin", usual_ref, ben.ledger.tips().at(0).commit, noon}));
    EXPECT_EQ(push(ben).tries, 0U);
}

TEST_P(LedgerRefs, AreJoinedWhenBothHaveSomethingNew) {
    Clone ann = open("ann");
    Clone ben = open("ben");
    add(ann, "a");
    add(ben, "b");
    EXPECT_TRUE(push(ann).done);
    const LedgerPushed pushed = push(ben);
    EXPECT_TRUE(pushed.done) << pushed.problem;
    EXPECT_THAT(paths(ben), ElementsAre("v1/a", "v1/b"));
    EXPECT_EQ(ann.ledger.fetch("origin", noon).received, 1U);
    EXPECT_THAT(paths(ann), ElementsAre("v1/a", "v1/b"));
    EXPECT_EQ(ann.ledger.tips().at(0).commit, ben.ledger.tips().at(0).commit);
}

TEST_P(LedgerRefs, ArePushedAgainAfterSomebodyElseWasFaster) {
    Clone ann = open("ann");
    Clone ben = open("ben");
    add(ann, "a");
    add(ben, "b");
    const LedgerFetched early = ben.ledger.fetch("origin", noon);
    EXPECT_TRUE(push(ann).done);
    const LedgerPushed pushed = ben.ledger.push("origin", noon, early);
    EXPECT_TRUE(pushed.done) << pushed.problem;
    EXPECT_EQ(pushed.tries, 2U);
    EXPECT_EQ(sandbox_.git("hub.git", {"ls-tree", "-r", "--name-only", usual_ref}), "v1/a\nv1/b");
}

TEST_P(LedgerRefs, AreRestoredWhereTheRemoteLostThem) {
    Clone ann = open("ann");
    add(ann, "a");
    push(ann);
    sandbox_.git("hub.git", {"update-ref", "-d", usual_ref});
    const LedgerFetched fetched = ann.ledger.fetch("origin", noon);
    EXPECT_FALSE(fetched.tip);
    EXPECT_THAT(fetched.lost, ElementsAre("v1/a"));
    EXPECT_THAT(ann.ledger.fetch("origin", noon).lost, ElementsAre("v1/a")) << "until it is back";
    const LedgerPushed pushed = push(ann);
    EXPECT_TRUE(pushed.done) << pushed.problem;
    EXPECT_THAT(ann.ledger.fetch("origin", noon).lost, IsEmpty());
    EXPECT_EQ(sandbox_.git("hub.git", {"ls-tree", "-r", "--name-only", usual_ref}), "v1/a");
}

TEST_P(LedgerRefs, AreRestoredWhereTheRemoteHasThemOtherwise) {
    Clone ann = open("ann");
    Clone ben = open("ben");
    add(ann, "a");
    push(ann);
    ben.ledger.fetch("origin", noon);
    // Somebody with git in his hands.
    sandbox_.write("blob", "forged\n");
    const std::string blob = sandbox_.git("ann", {"hash-object", "-w", "../blob"});
    const std::string inner = sandbox_.git(
        "ann", {"-c", "core.quotepath=off", "rev-parse", std::string(usual_ref) + ":v1"});
    sandbox_.git("ann", {"update-index", "--add", "--cacheinfo", "100644," + blob + ",v1/a"});
    const std::string tree = sandbox_.git("ann", {"write-tree"});
    EXPECT_NE(inner, tree);
    const std::string forged =
        sandbox_.git("ann", {"commit-tree", "-p", usual_ref, "-m", "forged", tree});
    sandbox_.git("ann", {"push", "-q", "origin", forged + ":" + usual_ref});
    EXPECT_THAT(ben.ledger.fetch("origin", noon).lost, ElementsAre("v1/a"));
    EXPECT_TRUE(push(ben).done);
    EXPECT_EQ(sandbox_.git("hub.git", {"show", std::string(usual_ref) + ":v1/a"}), "bytes of a");
}

TEST_P(LedgerRefs, MayBeABranch) {
    const std::string branch = "refs/heads/gmig/ledger";
    Clone ann = open("ann", branch);
    Clone ben = open("ben", branch);
    add(ann, "a");
    EXPECT_TRUE(push(ann).done);
    EXPECT_EQ(ben.ledger.fetch("origin", noon).received, 1U);
    EXPECT_THAT(paths(ben), ElementsAre("v1/a"));
    sandbox_.git(".", {"clone", "-q", "hub.git", "cara"});
    Clone cara = open("cara", branch);
    ASSERT_EQ(cara.ledger.tips().size(), 1U);
    EXPECT_EQ(cara.ledger.tips().at(0).remote, "origin");
}

TEST_P(LedgerRefs, NeedNobodyWithAName) {
    const Variables nobody{{"GIT_CONFIG_COUNT", "1"},
                           {"GIT_CONFIG_KEY_0", "user.useConfigOnly"},
                           {"GIT_CONFIG_VALUE_0", "true"},
                           {"GIT_COMMITTER_NAME", ""},
                           {"GIT_COMMITTER_EMAIL", ""}};
    Clone ann(sandbox_.open("ann", nobody), usual_ref);
    EXPECT_EQ(add(ann, "a"), 1U);
}

TEST_P(LedgerRefs, PassOverWhatIsNoFile) {
    sandbox_.git("ann", {"checkout", "-q", "--orphan", "odd"});
    sandbox_.git("ann", {"rm", "-rqf", "."});
    sandbox_.write("ann/v1/a", "1");
    sandbox_.write("ann/odd\nname", "2");
    sandbox_.git("ann", {"add", "."});
    const std::string blob = sandbox_.git("ann", {"rev-parse", ":v1/a"});
    sandbox_.git("ann", {"update-index", "--add", "--cacheinfo", "120000," + blob + ",v1/link"});
    sandbox_.git("ann", {"commit", "-qm", "odd"});
    sandbox_.git("ann", {"update-ref", usual_ref, "HEAD"});
    Clone ann = open("ann");
    EXPECT_THAT(paths(ann), ElementsAre("v1/a"));
    EXPECT_EQ(add(ann, "b"), 1U);
    EXPECT_THAT(paths(ann), ElementsAre("v1/a", "v1/b"));
}

TEST_P(LedgerRefs, TellWhyARemoteCannotBeReached) {
    sandbox_.git("ann", {"remote", "set-url", "origin", "https://ann:secret@localhost:1/r.git"});
    Clone ann = open("ann");
    EXPECT_THAT([&] { ann.ledger.fetch("origin", noon); },
                refuses(Error::Kind::Repository, "cannot be fetched"));
    try {
        ann.ledger.fetch("origin", noon);
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), testing::Not(HasSubstr("secret")));
    }
}

TEST_P(LedgerRefs, GoToTheRemoteThatIsMeant) {
    Clone ann = open("ann");
    EXPECT_EQ(ann.ledger.choose_remote(""), "origin");
    sandbox_.git("ann", {"remote", "rename", "origin", "only"});
    EXPECT_EQ(ann.ledger.choose_remote(""), "only");
    sandbox_.git("ann", {"remote", "add", "second", "../hub.git"});
    EXPECT_EQ(ann.ledger.choose_remote(""), std::nullopt);
    sandbox_.git("ann", {"config", "gmig.ledgerRemote", "second"});
    EXPECT_EQ(ann.ledger.choose_remote(""), "second");
    EXPECT_EQ(ann.ledger.choose_remote("only"), "only");
    EXPECT_THAT([&] { static_cast<void>(ann.ledger.choose_remote("none")); },
                refuses(Error::Kind::Repository, "no remote 'none'"));
}

TEST_P(LedgerRefs, WorkInABareRepository) {
    Clone hub = open("hub.git");
    EXPECT_EQ(add(hub, "a"), 1U);
    EXPECT_THAT(paths(hub), ElementsAre("v1/a"));
}

TEST_P(LedgerRefs, RememberWhatIsGoneFromThisCloneToo) {
    Clone ann = open("ann");
    add(ann, "a");
    push(ann);
    sandbox_.git("ann", {"update-ref", "-d", usual_ref});
    sandbox_.git("ann", {"update-ref", "-d", "refs/gmig-remotes/origin/ledger"});
    EXPECT_THAT(ann.ledger.lost_here(), ElementsAre("v1/a"));
}

}  // namespace
}  // namespace gmig::git
