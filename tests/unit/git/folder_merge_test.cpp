#include <gmig/git/folder_merge.hpp>
#include <gmig/support/text.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

namespace gmig::git {
namespace {

/// "a=1 b=2": files and their objects.
std::vector<FileObject> files_from(const std::string& text) {
    std::vector<FileObject> files;
    std::istringstream stream(text);
    for (std::string word; stream >> word;) {
        const std::size_t equals = word.find('=');
        files.push_back({word.substr(0, equals), word.substr(equals + 1)});
    }
    std::ranges::sort(files, {}, &FileObject::path);
    return files;
}

/// "a=1 b=1+2 c!": with what was joined, and what conflicts (after what is there).
std::string text_of(const FolderMerge& merge) {
    std::vector<std::string> words;
    for (const FileObject& file : merge.files) {
        words.push_back(file.path + "=" + file.object);
    }
    for (const FileContent& file : merge.merged) {
        words.push_back(file.path + "=" + file.bytes);
    }
    for (const std::string& path : merge.conflicted) {
        words.push_back(path + "!");
    }
    return join(words, " ");
}

struct FolderMergeCase {
    const char* name;
    const char* base;
    const char* ours;
    const char* theirs;
    const char* merged;
};

class MergedFolder : public testing::TestWithParam<FolderMergeCase> {};

/// Objects that begin with the same letter as their base can be joined.
std::optional<std::string> join_objects(const FileObject& base, const FileObject& ours,
                                        const FileObject& theirs) {
    const bool fits = !base.object.empty() && base.object.front() == ours.object.front() &&
                      base.object.front() == theirs.object.front();
    return fits ? std::optional(ours.object + "+" + theirs.object) : std::nullopt;
}

TEST_P(MergedFolder, Has) {
    const FolderMergeCase& test = GetParam();
    EXPECT_EQ(text_of(merge_folders(files_from(test.base), files_from(test.ours),
                                    files_from(test.theirs), join_objects)),
              test.merged);
}

constexpr FolderMergeCase folder_merge_cases[] = {
    {"NothingOfNothing", "", "", "", ""},
    {"WhatNobodyChanged", "a=1", "a=1", "a=1", "a=1"},
    {"OurChange", "a=1", "a=2", "a=1", "a=2"},
    {"TheirChange", "a=1", "a=1", "a=2", "a=2"},
    {"TheSameChange", "a=1", "a=2", "a=2", "a=2"},
    {"BothAdditions", "a=1", "a=1 b=2", "a=1 c=3", "a=1 b=2 c=3"},
    {"TheSameAddition", "", "a=1", "a=1", "a=1"},
    {"OurRemoval", "a=1 b=2", "b=2", "a=1 b=2", "b=2"},
    {"BothRemovals", "a=1", "", "", ""},
    {"TwoChangesJoined", "a=x1", "a=x2", "a=x3", "a=x2+x3"},
    {"TwoChangesThatConflict", "a=x1", "a=y2", "a=z3", "a=z3 a!"},
    {"TwoAdditionsThatConflict", "", "a=1", "a=2", "a=2 a!"},
    {"OurRemovalOfWhatTheyEdited", "a=1", "", "a=2", "a=2 a!"},
    {"TheirRemovalOfWhatWeEdited", "a=1", "a=2", "", "a=2 a!"},
    {"OurMove", "a=1", "b=1", "a=1", "b=1"},
    {"TheirEditOfWhatWeMoved", "a=1", "b=1", "a=2", "b=2"},
    {"OurEditOfWhatTheyMoved", "a=1", "a=2", "b=1", "b=2"},
    {"NoGuessWhichOfTwoItMovedTo", "a=1", "b=1 c=1", "a=2", "a=2 b=1 c=1 a!"},
    {"NoMoveOfWhatWasEditedAsWell", "a=1", "b=3", "a=2", "a=2 b=3 a!"},
    {"NoMoveToWhereSomethingWas", "a=1 b=2", "b=1", "a=3 b=2", "a=3 b=1 a!"},
};

INSTANTIATE_TEST_SUITE_P(Folders, MergedFolder, testing::ValuesIn(folder_merge_cases),
                         [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace gmig::git
