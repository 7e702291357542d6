#include "sandbox.hpp"

#include <unistd.h>

#include <fstream>
#include <functional>

namespace gmig::git {
namespace {

namespace fs = std::filesystem;

// Each situation is made for real, and find_repository must say what git itself says there.
struct Situation {
    const char* name;
    std::function<void(Sandbox&)> make;
    std::string start;
    Variables variables;  // "@" stands for the sandbox's folder
};

Variables with_root(Variables variables, const fs::path& root) {
    for (auto& [name, value] : variables) {
        for (auto at = value.find('@'); at != std::string::npos; at = value.find('@', at)) {
            value.replace(at, 1, root.string());
        }
    }
    return variables;
}

std::string show(const Place& place) {
    return "git dir " + place.git_dir.string() + "\ncommon dir " + place.common_dir.string() +
           "\nwork tree " + place.work_tree.string();
}

std::string as_git_says(const Sandbox& sandbox, const Situation& situation,
                        const Variables& variables) {
    const auto ask = [&](const std::vector<std::string>& question) {
        std::vector<std::string> arguments = {"rev-parse", "--path-format=absolute"};
        arguments.insert(arguments.end(), question.begin(), question.end());
        try {
            return sandbox.git(situation.start, arguments, variables);
        } catch (const std::runtime_error&) {
            return std::string();
        }
    };
    const std::string git_dir = ask({"--git-dir"});
    return git_dir.empty() ? "nothing"
                           : "git dir " + git_dir + "\ncommon dir " + ask({"--git-common-dir"}) +
                                 "\nwork tree " + ask({"--show-toplevel"});
}

class FindRepository : public testing::TestWithParam<Situation> {};

TEST_P(FindRepository, AgreesWithGit) {
    Sandbox sandbox;
    GetParam().make(sandbox);
    const Variables variables = with_root(GetParam().variables, sandbox.root());
    const auto found = find_repository(sandbox / GetParam().start, variables);
    EXPECT_EQ(found ? show(*found) : "nothing", as_git_says(sandbox, GetParam(), variables));
}

void plain(Sandbox& sandbox) {
    sandbox.make_repository();
}

void bare(Sandbox& sandbox) {
    sandbox.init("b.git", {"--bare"});
}

void linked(Sandbox& sandbox) {
    sandbox.make_repository();
    sandbox.git("r", {"worktree", "add", "--quiet", "../linked"});
}

void linked_to_bare(Sandbox& sandbox) {
    sandbox.make_repository();
    sandbox.git(".", {"clone", "--quiet", "--bare", "r", "b.git"});
    sandbox.git("b.git", {"worktree", "add", "--quiet", "../linked", "main"});
}

void submodule(Sandbox& sandbox) {
    sandbox.make_repository();
    sandbox.init("outer");
    sandbox.git("outer", {"-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "../r",
                          "inner"});
}

void configured_work_tree(Sandbox& sandbox) {
    sandbox.make_repository();
    fs::create_directories(sandbox / "elsewhere");
    sandbox.git("r", {"config", "core.worktree", "../../elsewhere"});
}

void linked_with_own_config(Sandbox& sandbox) {
    linked(sandbox);
    sandbox.git("r", {"config", "extensions.worktreeConfig", "true"});
    fs::create_directories(sandbox / "own");
    sandbox.git("linked", {"config", "--worktree", "core.worktree", (sandbox / "own").string()});
}

void bare_by_config(Sandbox& sandbox) {
    sandbox.make_repository();
    sandbox.git("r", {"config", "core.bare", "true"});
}

void linked_file(Sandbox& sandbox) {
    sandbox.init("r", {"--separate-git-dir", (sandbox / "store").string()});
    fs::rename(sandbox / "r/.git", sandbox / "dot-git");
    fs::create_symlink("../dot-git", sandbox / "r/.git");
}

void linked_folder(Sandbox& sandbox) {
    sandbox.make_repository();
    fs::rename(sandbox / "r/.git", sandbox / "store");
    fs::create_symlink("../store", sandbox / "r/.git");
}

void behind_a_link(Sandbox& sandbox) {
    sandbox.make_repository();
    fs::create_directory_symlink("r/migrations", sandbox / "link");
}

void empty_dot_git(Sandbox& sandbox) {
    sandbox.make_repository();
    fs::create_directories(sandbox / "r/migrations/.git");
}

void head_is_a_link(Sandbox& sandbox) {
    sandbox.make_repository();
    fs::remove(sandbox / "r/.git/HEAD");
    fs::create_symlink("refs/heads/main", sandbox / "r/.git/HEAD");
}

void detached(Sandbox& sandbox) {
    sandbox.make_repository({"--object-format=sha256"});
    sandbox.git("r", {"checkout", "--quiet", "--detach"});
}

const std::vector<Situation>& situations() {
    static const std::vector<Situation> all = {
        {"TheTop", plain, "r", {}},
        {"ASubfolder", plain, "r/migrations/sub", {}},
        {"OutsideOfAny", plain, ".", {}},
        {"InsideDotGit", plain, "r/.git", {}},
        {"InsideDotGitsRefs", plain, "r/.git/refs", {}},
        {"ABareOne", bare, "b.git", {}},
        {"InsideABareOne", bare, "b.git/objects", {}},
        {"ALinkedWorkTree", linked, "linked/migrations", {}},
        {"ALinkedWorkTreeOfABareOne", linked_to_bare, "linked/migrations", {}},
        {"ASubmodule", submodule, "outer/inner/migrations", {}},
        {"AConfiguredWorkTree", configured_work_tree, "r", {}},
        {"AWorkTreeConfiguredForOne", linked_with_own_config, "linked", {}},
        {"TheMainOneBesideIt", linked_with_own_config, "r", {}},
        {"BareByConfiguration", bare_by_config, "r", {}},
        {"ADotGitThatIsALinkToAFile", linked_file, "r", {}},
        {"ADotGitThatIsALinkToAFolder", linked_folder, "r", {}},
        {"AStartBehindALink", behind_a_link, "link", {}},
        {"AnEmptyDotGitOnTheWay", empty_dot_git, "r/migrations/.git", {}},
        {"AHeadThatIsALink", head_is_a_link, "r", {}},
        {"ADetachedHeadOfSha256", detached, "r", {}},
        {"GitDir", plain, ".", {{"GIT_DIR", "@/r/.git"}}},
        {"ARelativeGitDir", plain, "r", {{"GIT_DIR", ".git"}}},
        {"GitDirThatIsAFile", linked, ".", {{"GIT_DIR", "linked/.git"}}},
        {"GitDirOfABareOne", bare, "b.git", {{"GIT_DIR", "."}}},
        {"GitDirWithoutImplicitWorkTree",
         plain,
         "r",
         {{"GIT_DIR", ".git"}, {"GIT_IMPLICIT_WORK_TREE", "0"}}},
        {"GitDirAndConfiguredWorkTree", configured_work_tree, ".", {{"GIT_DIR", "r/.git"}}},
        {"GitWorkTreeAlone", plain, "r/migrations", {{"GIT_WORK_TREE", "."}}},
        {"GitDirAndGitWorkTree", plain, ".", {{"GIT_DIR", "r/.git"}, {"GIT_WORK_TREE", "r"}}},
        {"GitCommonDir",
         linked,
         "linked",
         {{"GIT_DIR", "@/r/.git/worktrees/linked"}, {"GIT_COMMON_DIR", "@/r/.git"}}},
        {"AWorkTreeForABareOne", bare, "b.git", {{"GIT_WORK_TREE", ".."}}},
        {"ACeilingAbove", plain, "r/migrations/sub", {{"GIT_CEILING_DIRECTORIES", "@/r"}}},
        {"ACeilingHigherUp", plain, "r/migrations/sub", {{"GIT_CEILING_DIRECTORIES", "/x:@"}}},
        {"ACeilingThatIsTheStart", plain, "r", {{"GIT_CEILING_DIRECTORIES", "@/r"}}},
        {"ACeilingByALink",
         behind_a_link,
         "r/migrations/sub",
         {{"GIT_CEILING_DIRECTORIES", "@/link"}}},
        {"ACeilingByALinkUnresolved",
         behind_a_link,
         "r/migrations/sub",
         {{"GIT_CEILING_DIRECTORIES", ":@/link"}}},
    };
    return all;
}

INSTANTIATE_TEST_SUITE_P(Situations, FindRepository, testing::ValuesIn(situations()),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(FindRepositoryRefuses, ADotGitFileThatLeadsNowhere) {
    Sandbox sandbox;
    linked(sandbox);
    fs::remove_all(sandbox / "r");
    EXPECT_THAT([&] { find_repository(sandbox / "linked/migrations", {}); },
                refuses(Error::Kind::Repository, "which is not a repository"));
}

TEST(FindRepositoryRefuses, ADotGitFileWithoutAPath) {
    Sandbox sandbox;
    sandbox.write("r/.git", "something else\n");
    EXPECT_THAT([&] { find_repository(sandbox / "r", {}); },
                refuses(Error::Kind::Repository, "no \"gitdir:\" file"));
}

TEST(FindRepositoryRefuses, AFolderThatLostItsHead) {
    Sandbox sandbox;
    plain(sandbox);
    fs::remove(sandbox / "r/.git/HEAD");
    EXPECT_THAT([&] { find_repository(sandbox / "r/migrations", {}); },
                refuses(Error::Kind::Repository, "it is not a repository"));
}

TEST(FindRepositoryRefuses, AGitDirThatIsNone) {
    Sandbox sandbox;
    plain(sandbox);
    EXPECT_THAT(
        [&] {
            find_repository(sandbox / "r", {{"GIT_DIR", "migrations"}});
        },
        refuses(Error::Kind::Repository, "GIT_DIR is \"migrations\""));
}

TEST(FindRepositoryRefuses, APipeInTheHeadsPlaceWithoutWaiting) {
    Sandbox sandbox;
    plain(sandbox);
    fs::remove(sandbox / "r/.git/HEAD");
    ASSERT_EQ(::mkfifo((sandbox / "r/.git/HEAD").c_str(), 0600), 0);
    EXPECT_THAT([&] { find_repository(sandbox / "r", {}); },
                refuses(Error::Kind::Repository, "cannot be read"));
}

}  // namespace
}  // namespace gmig::git
