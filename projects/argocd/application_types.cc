#include "projects/argocd/api_types.h"

// The fields of Argo CD's objects (argoproj.io/v1alpha1), as far as what is rendered depends on
// them or prints them.

namespace drydock::projects::argocd {
namespace {

constexpr Presence kAlways = Presence::Always;
constexpr Presence kGiven = Presence::Given;

constexpr ApiType kText{ApiKind::Text};
constexpr ApiType kFlag{ApiKind::Flag};
constexpr ApiType kInteger{ApiKind::Integer};
constexpr ApiType kIntegerOrText{ApiKind::IntegerOrText};
constexpr ApiType kRaw{ApiKind::Raw};
constexpr ApiType kTexts{ApiKind::List, {}, &kText};
constexpr ApiType kTextMap{ApiKind::Map, {}, &kText};
constexpr ApiType kFlagMap{ApiKind::Map, {}, &kFlag};
constexpr ApiType kRawList{ApiKind::List, {}, &kRaw};
constexpr ApiType kRawMap{ApiKind::Map, {}, &kRaw};

// Sources.

constexpr ApiField kHelmParameterFields[] = {
    {"name", &kText}, {"value", &kText}, {"forceString", &kFlag}};
constexpr ApiType kHelmParameter{ApiKind::Struct, kHelmParameterFields};
constexpr ApiType kHelmParameters{ApiKind::List, {}, &kHelmParameter};
constexpr ApiField kFileParameterFields[] = {{"name", &kText}, {"path", &kText}};
constexpr ApiType kFileParameter{ApiKind::Struct, kFileParameterFields};
constexpr ApiType kFileParameters{ApiKind::List, {}, &kFileParameter};

constexpr ApiField kHelmFields[] = {
    {"valueFiles", &kTexts},
    {"parameters", &kHelmParameters},
    {"releaseName", &kText},
    {"values", &kText},
    {"fileParameters", &kFileParameters},
    {"version", &kText},
    {"passCredentials", &kFlag},
    {"ignoreMissingValueFiles", &kFlag},
    {"skipCrds", &kFlag},
    {"valuesObject", &kRaw, kGiven},
    {"namespace", &kText},
    {"kubeVersion", &kText},
    {"apiVersions", &kTexts},
    {"skipTests", &kFlag},
    {"skipSchemaValidation", &kFlag},
};
constexpr ApiType kHelm{ApiKind::Struct, kHelmFields};

constexpr ApiField kReplicaFields[] = {{"name", &kText, kAlways},
                                       {"count", &kIntegerOrText, kAlways}};
constexpr ApiType kReplica{ApiKind::Struct, kReplicaFields};
constexpr ApiType kReplicas{ApiKind::List, {}, &kReplica};
constexpr ApiField kPatchTargetFields[] = {
    {"group", &kText},         {"version", &kText},   {"kind", &kText},
    {"name", &kText},          {"namespace", &kText}, {"annotationSelector", &kText},
    {"labelSelector", &kText},
};
constexpr ApiType kPatchTarget{ApiKind::Struct, kPatchTargetFields};
constexpr ApiField kPatchFields[] = {
    {"path", &kText}, {"patch", &kText}, {"target", &kPatchTarget, kGiven}, {"options", &kFlagMap}};
constexpr ApiType kPatch{ApiKind::Struct, kPatchFields};
constexpr ApiType kPatches{ApiKind::List, {}, &kPatch};

constexpr ApiField kKustomizeFields[] = {
    {"namePrefix", &kText},
    {"nameSuffix", &kText},
    {"images", &kTexts},
    {"commonLabels", &kTextMap},
    {"version", &kText},
    {"commonAnnotations", &kTextMap},
    {"forceCommonLabels", &kFlag},
    {"forceCommonAnnotations", &kFlag},
    {"namespace", &kText},
    {"commonAnnotationsEnvsubst", &kFlag},
    {"replicas", &kReplicas},
    {"patches", &kPatches},
    {"components", &kTexts},
    {"ignoreMissingComponents", &kFlag},
    {"labelWithoutSelector", &kFlag},
    {"kubeVersion", &kText},
    {"apiVersions", &kTexts},
    {"labelIncludeTemplates", &kFlag},
};
constexpr ApiType kKustomize{ApiKind::Struct, kKustomizeFields};

constexpr ApiField kJsonnetVarFields[] = {
    {"name", &kText, kAlways}, {"value", &kText, kAlways}, {"code", &kFlag}};
constexpr ApiType kJsonnetVar{ApiKind::Struct, kJsonnetVarFields};
constexpr ApiType kJsonnetVars{ApiKind::List, {}, &kJsonnetVar};
constexpr ApiField kJsonnetFields[] = {
    {"extVars", &kJsonnetVars}, {"tlas", &kJsonnetVars}, {"libs", &kTexts}};
constexpr ApiType kJsonnet{ApiKind::Struct, kJsonnetFields};
constexpr ApiField kDirectoryFields[] = {{"recurse", &kFlag},
                                         {"jsonnet", &kJsonnet, Presence::NotZero},
                                         {"exclude", &kText},
                                         {"include", &kText},
                                         {"disableExtensionFilter", &kFlag}};
constexpr ApiType kDirectory{ApiKind::Struct, kDirectoryFields};

constexpr ApiField kPairFields[] = {{"name", &kText, kAlways}, {"value", &kText, kAlways}};
constexpr ApiType kPair{ApiKind::Struct, kPairFields};
constexpr ApiType kPairs{ApiKind::List, {}, &kPair};
constexpr ApiField kPluginParameterFields[] = {{"name", &kText},
                                               {"string", &kText, kGiven},
                                               {"map", &kTextMap, kGiven},
                                               {"array", &kTexts, kGiven}};
constexpr ApiType kPluginParameter{ApiKind::Struct, kPluginParameterFields};
constexpr ApiType kPluginParameters{ApiKind::List, {}, &kPluginParameter};
constexpr ApiField kPluginFields[] = {
    {"name", &kText}, {"env", &kPairs}, {"parameters", &kPluginParameters}};
constexpr ApiType kPlugin{ApiKind::Struct, kPluginFields};

constexpr ApiField kSourceFields[] = {
    {"repoURL", &kText, kAlways},
    {"path", &kText},
    {"targetRevision", &kText},
    {"helm", &kHelm, kGiven},
    {"kustomize", &kKustomize, kGiven},
    {"directory", &kDirectory, kGiven},
    {"plugin", &kPlugin, kGiven},
    {"chart", &kText},
    {"ref", &kText},
    {"name", &kText},
    {"tagPrefix", &kText},
};
constexpr ApiField kDrySourceFields[] = {
    {"repoURL", &kText, kAlways},       {"targetRevision", &kText, kAlways},
    {"path", &kText, kAlways},          {"helm", &kHelm, kGiven},
    {"kustomize", &kKustomize, kGiven}, {"directory", &kDirectory, kGiven},
    {"plugin", &kPlugin, kGiven},
};
constexpr ApiType kDrySource{ApiKind::Struct, kDrySourceFields};
constexpr ApiField kSyncSourceFields[] = {
    {"targetBranch", &kText, kAlways}, {"path", &kText, kAlways}, {"repoURL", &kText}};
constexpr ApiType kSyncSource{ApiKind::Struct, kSyncSourceFields};
constexpr ApiField kHydrateToFields[] = {{"targetBranch", &kText, kAlways}};
constexpr ApiType kHydrateTo{ApiKind::Struct, kHydrateToFields};
constexpr ApiField kHydratorFields[] = {{"drySource", &kDrySource, kAlways},
                                        {"syncSource", &kSyncSource, kAlways},
                                        {"hydrateTo", &kHydrateTo, kGiven}};
constexpr ApiType kHydrator{ApiKind::Struct, kHydratorFields};

// Applications.

constexpr ApiField kDestinationFields[] = {
    {"server", &kText}, {"namespace", &kText}, {"name", &kText}};
constexpr ApiType kDestination{ApiKind::Struct, kDestinationFields};

constexpr ApiField kAutomatedFields[] = {{"prune", &kFlag, kGiven},
                                         {"selfHeal", &kFlag, kGiven},
                                         {"allowEmpty", &kFlag, kGiven},
                                         {"enabled", &kFlag, kGiven}};
constexpr ApiType kAutomated{ApiKind::Struct, kAutomatedFields};
constexpr ApiField kBackoffFields[] = {
    {"duration", &kText}, {"factor", &kInteger, kGiven}, {"maxDuration", &kText}};
constexpr ApiType kBackoff{ApiKind::Struct, kBackoffFields};
constexpr ApiField kRetryFields[] = {
    {"limit", &kInteger}, {"backoff", &kBackoff, kGiven}, {"refresh", &kFlag}};
constexpr ApiType kRetry{ApiKind::Struct, kRetryFields};
constexpr ApiField kNamespaceMetadataFields[] = {{"labels", &kTextMap}, {"annotations", &kTextMap}};
constexpr ApiType kNamespaceMetadata{ApiKind::Struct, kNamespaceMetadataFields};
constexpr ApiField kSyncPolicyFields[] = {
    {"automated", &kAutomated, kGiven},
    {"syncOptions", &kTexts},
    {"retry", &kRetry, kGiven},
    {"managedNamespaceMetadata", &kNamespaceMetadata, kGiven}};
constexpr ApiType kSyncPolicy{ApiKind::Struct, kSyncPolicyFields};

constexpr ApiField kIgnoreFields[] = {
    {"group", &kText},
    {"kind", &kText, kAlways},
    {"name", &kText},
    {"namespace", &kText},
    {"jsonPointers", &kTexts},
    {"jqPathExpressions", &kTexts},
    {"managedFieldsManagers", &kTexts},
};
constexpr ApiType kIgnore{ApiKind::Struct, kIgnoreFields};
constexpr ApiType kIgnores{ApiKind::List, {}, &kIgnore};
constexpr ApiType kSources{ApiKind::List, {}, &kSourceType};

constexpr ApiField kApplicationSpecFields[] = {
    {"source", &kSourceType, kGiven},
    {"destination", &kDestination, kAlways},
    {"project", &kText, kAlways},
    {"syncPolicy", &kSyncPolicy, kGiven},
    {"ignoreDifferences", &kIgnores},
    {"info", &kPairs},
    {"revisionHistoryLimit", &kInteger, kGiven},
    {"sources", &kSources},
    {"sourceHydrator", &kHydrator, kGiven},
};
constexpr ApiType kApplicationSpec{ApiKind::Struct, kApplicationSpecFields};

constexpr ApiField kMetadataFields[] = {
    {"name", &kText},        {"generateName", &kText},   {"namespace", &kText},
    {"labels", &kTextMap},   {"annotations", &kTextMap}, {"ownerReferences", &kRawList},
    {"finalizers", &kTexts},
};
constexpr ApiType kMetadata{ApiKind::Struct, kMetadataFields};

constexpr ApiField kApplicationFields[] = {
    {"apiVersion", &kText},
    {"kind", &kText},
    {"metadata", &kMetadata, kAlways},
    {"spec", &kApplicationSpec, kAlways},
    {"operation", &kRaw, kGiven},
};

// ApplicationSets.

constexpr ApiField kTemplateMetadataFields[] = {{"name", &kText},
                                                {"namespace", &kText},
                                                {"labels", &kTextMap},
                                                {"annotations", &kTextMap},
                                                {"finalizers", &kTexts}};
constexpr ApiType kTemplateMetadata{ApiKind::Struct, kTemplateMetadataFields};
constexpr ApiField kTemplateFields[] = {{"metadata", &kTemplateMetadata, kAlways},
                                        {"spec", &kApplicationSpec, kAlways}};

constexpr ApiField kExpressionFields[] = {
    {"key", &kText, kAlways}, {"operator", &kText, kAlways}, {"values", &kTexts}};
constexpr ApiType kExpression{ApiKind::Struct, kExpressionFields};
constexpr ApiType kExpressions{ApiKind::List, {}, &kExpression};
constexpr ApiField kSelectorFields[] = {{"matchLabels", &kTextMap},
                                        {"matchExpressions", &kExpressions}};
constexpr ApiType kSelector{ApiKind::Struct, kSelectorFields};

constexpr ApiField kListFields[] = {
    {"elements", &kRawList, kAlways}, {"template", &kTemplateType}, {"elementsYaml", &kText}};
constexpr ApiType kList{ApiKind::Struct, kListFields};
constexpr ApiField kClustersFields[] = {{"selector", &kSelector},
                                        {"template", &kTemplateType},
                                        {"values", &kTextMap},
                                        {"flatList", &kFlag}};
constexpr ApiType kClusters{ApiKind::Struct, kClustersFields};
constexpr ApiField kGitItemFields[] = {{"path", &kText, kAlways}, {"exclude", &kFlag}};
constexpr ApiType kGitItem{ApiKind::Struct, kGitItemFields};
constexpr ApiType kGitItems{ApiKind::List, {}, &kGitItem};
constexpr ApiField kGitFields[] = {
    {"repoURL", &kText, kAlways},
    {"directories", &kGitItems},
    {"files", &kGitItems},
    {"revision", &kText, kAlways},
    {"requeueAfterSeconds", &kInteger, kGiven},
    {"template", &kTemplateType},
    {"pathParamPrefix", &kText},
    {"values", &kTextMap},
};
constexpr ApiType kGit{ApiKind::Struct, kGitFields};
constexpr ApiField kHostedFields[] = {
    {"github", &kRaw, kGiven},
    {"gitlab", &kRaw, kGiven},
    {"gitea", &kRaw, kGiven},
    {"bitbucket", &kRaw, kGiven},
    {"bitbucketServer", &kRaw, kGiven},
    {"azureDevOps", &kRaw, kGiven},
    {"awsCodeCommit", &kRaw, kGiven},
    {"filters", &kRawList},
    {"cloneProtocol", &kText},
    {"requeueAfterSeconds", &kInteger, kGiven},
    {"template", &kTemplateType},
    {"values", &kTextMap},
    {"continueOnRepoNotFoundError", &kFlag},
};
constexpr ApiType kHosted{ApiKind::Struct, kHostedFields};
constexpr ApiField kDecisionFields[] = {
    {"configMapRef", &kText, kAlways},
    {"name", &kText},
    {"requeueAfterSeconds", &kInteger, kGiven},
    {"labelSelector", &kSelector},
    {"template", &kTemplateType},
    {"values", &kTextMap},
};
constexpr ApiType kDecision{ApiKind::Struct, kDecisionFields};
constexpr ApiField kPluginInputFields[] = {{"parameters", &kRawMap}};
constexpr ApiType kPluginInput{ApiKind::Struct, kPluginInputFields};
constexpr ApiField kConfigMapRefFields[] = {{"name", &kText, kAlways}};
constexpr ApiType kConfigMapRef{ApiKind::Struct, kConfigMapRefFields};
constexpr ApiField kPluginGeneratorFields[] = {
    {"configMapRef", &kConfigMapRef, kAlways},
    {"input", &kPluginInput},
    {"requeueAfterSeconds", &kInteger, kGiven},
    {"template", &kTemplateType},
    {"values", &kTextMap},
};
constexpr ApiType kPluginGenerator{ApiKind::Struct, kPluginGeneratorFields};

// The same generators three times: what may be within a matrix depends on the level.
constexpr ApiField kTerminalFields[] = {
    {"list", &kList, kGiven},
    {"clusters", &kClusters, kGiven},
    {"git", &kGit, kGiven},
    {"scmProvider", &kHosted, kGiven},
    {"clusterDecisionResource", &kDecision, kGiven},
    {"pullRequest", &kHosted, kGiven},
    {"plugin", &kPluginGenerator, kGiven},
    {"selector", &kSelector, kGiven},
};
constexpr ApiType kTerminal{ApiKind::Struct, kTerminalFields};
constexpr ApiType kTerminals{ApiKind::List, {}, &kTerminal};
constexpr ApiField kNestedFields[] = {
    {"list", &kList, kGiven},
    {"clusters", &kClusters, kGiven},
    {"git", &kGit, kGiven},
    {"scmProvider", &kHosted, kGiven},
    {"clusterDecisionResource", &kDecision, kGiven},
    {"pullRequest", &kHosted, kGiven},
    {"matrix", &kRaw, kGiven},
    {"merge", &kRaw, kGiven},
    {"plugin", &kPluginGenerator, kGiven},
    {"selector", &kSelector, kGiven},
};
constexpr ApiType kNested{ApiKind::Struct, kNestedFields};
constexpr ApiType kNestedList{ApiKind::List, {}, &kNested};
constexpr ApiField kMatrixFields[] = {{"generators", &kNestedList, kAlways},
                                      {"template", &kTemplateType}};
constexpr ApiType kMatrix{ApiKind::Struct, kMatrixFields};
constexpr ApiField kMergeFields[] = {{"generators", &kNestedList, kAlways},
                                     {"mergeKeys", &kTexts, kAlways},
                                     {"template", &kTemplateType}};
constexpr ApiType kMerge{ApiKind::Struct, kMergeFields};
constexpr ApiField kGeneratorFields[] = {
    {"list", &kList, kGiven},
    {"clusters", &kClusters, kGiven},
    {"git", &kGit, kGiven},
    {"scmProvider", &kHosted, kGiven},
    {"clusterDecisionResource", &kDecision, kGiven},
    {"pullRequest", &kHosted, kGiven},
    {"matrix", &kMatrix, kGiven},
    {"merge", &kMerge, kGiven},
    {"plugin", &kPluginGenerator, kGiven},
    {"selector", &kSelector, kGiven},
};
constexpr ApiType kGenerator{ApiKind::Struct, kGeneratorFields};
constexpr ApiType kGenerators{ApiKind::List, {}, &kGenerator};
constexpr ApiField kNestedMatrixFields[] = {{"generators", &kTerminals, kAlways}};
constexpr ApiField kNestedMergeFields[] = {{"generators", &kTerminals, kAlways},
                                           {"mergeKeys", &kTexts, kAlways}};

constexpr ApiField kSetSyncPolicyFields[] = {{"preserveResourcesOnDeletion", &kFlag},
                                             {"applicationsSync", &kText, kGiven}};
constexpr ApiType kSetSyncPolicy{ApiKind::Struct, kSetSyncPolicyFields};
constexpr ApiField kPreservedFields[] = {{"annotations", &kTexts}, {"labels", &kTexts}};
constexpr ApiType kPreserved{ApiKind::Struct, kPreservedFields};
constexpr ApiField kSetSpecFields[] = {
    {"goTemplate", &kFlag},
    {"generators", &kGenerators, kAlways},
    {"template", &kTemplateType, kAlways},
    {"syncPolicy", &kSetSyncPolicy, kGiven},
    {"strategy", &kRawMap},
    {"preservedFields", &kPreserved, kGiven},
    {"goTemplateOptions", &kTexts},
    {"applyNestedSelectors", &kFlag},
    {"ignoreApplicationDifferences", &kRawList},
    {"templatePatch", &kText, kGiven},
};
constexpr ApiType kSetSpec{ApiKind::Struct, kSetSpecFields};
constexpr ApiField kSetFields[] = {{"apiVersion", &kText},
                                   {"kind", &kText},
                                   {"metadata", &kMetadata, kAlways},
                                   {"spec", &kSetSpec, kAlways}};

// AppProjects.

constexpr ApiField kGroupKindFields[] = {{"group", &kText, kAlways}, {"kind", &kText, kAlways}};
constexpr ApiType kGroupKind{ApiKind::Struct, kGroupKindFields};
constexpr ApiType kGroupKinds{ApiKind::List, {}, &kGroupKind};
constexpr ApiField kClusterKindFields[] = {
    {"group", &kText, kAlways}, {"kind", &kText, kAlways}, {"name", &kText}};
constexpr ApiType kClusterKind{ApiKind::Struct, kClusterKindFields};
constexpr ApiType kClusterKinds{ApiKind::List, {}, &kClusterKind};
constexpr ApiType kDestinations{ApiKind::List, {}, &kDestination};
constexpr ApiField kTokenFields[] = {
    {"iat", &kInteger, kAlways}, {"exp", &kInteger}, {"id", &kText}};
constexpr ApiType kToken{ApiKind::Struct, kTokenFields};
constexpr ApiType kTokens{ApiKind::List, {}, &kToken};
constexpr ApiField kRoleFields[] = {{"name", &kText, kAlways},
                                    {"description", &kText},
                                    {"policies", &kTexts},
                                    {"jwtTokens", &kTokens},
                                    {"groups", &kTexts}};
constexpr ApiType kRole{ApiKind::Struct, kRoleFields};
constexpr ApiType kRoles{ApiKind::List, {}, &kRole};
constexpr ApiField kWindowFields[] = {
    {"kind", &kText},          {"schedule", &kText},    {"duration", &kText},
    {"applications", &kTexts}, {"namespaces", &kTexts}, {"clusters", &kTexts},
    {"manualSync", &kFlag},    {"timeZone", &kText},    {"andOperator", &kFlag},
    {"description", &kText},   {"syncOverrun", &kFlag},
};
constexpr ApiType kWindow{ApiKind::Struct, kWindowFields};
constexpr ApiType kWindows{ApiKind::List, {}, &kWindow};
constexpr ApiField kAccountFields[] = {
    {"server", &kText, kAlways}, {"namespace", &kText}, {"defaultServiceAccount", &kText, kAlways}};
constexpr ApiType kAccount{ApiKind::Struct, kAccountFields};
constexpr ApiType kAccounts{ApiKind::List, {}, &kAccount};
constexpr ApiField kProjectSpecFields[] = {
    {"sourceRepos", &kTexts},
    {"destinations", &kDestinations},
    {"description", &kText},
    {"roles", &kRoles},
    {"clusterResourceWhitelist", &kClusterKinds},
    {"namespaceResourceBlacklist", &kGroupKinds},
    {"orphanedResources", &kRaw, kGiven},
    {"syncWindows", &kWindows},
    // An empty list allows nothing, none at all everything.
    {"namespaceResourceWhitelist", &kGroupKinds, kGiven},
    {"signatureKeys", &kRawList},
    {"clusterResourceBlacklist", &kClusterKinds},
    {"sourceNamespaces", &kTexts},
    {"permitOnlyProjectScopedClusters", &kFlag},
    {"destinationServiceAccounts", &kAccounts},
    {"sourceIntegrity", &kRaw, kGiven},
};
constexpr ApiType kProjectSpec{ApiKind::Struct, kProjectSpecFields};
constexpr ApiField kProjectFields[] = {{"apiVersion", &kText},
                                       {"kind", &kText},
                                       {"metadata", &kMetadata, kAlways},
                                       {"spec", &kProjectSpec, kAlways}};

}  // namespace

constexpr ApiType kSourceType{ApiKind::Struct, kSourceFields};
constexpr ApiType kApplicationType{ApiKind::Struct, kApplicationFields};
constexpr ApiType kTemplateType{ApiKind::Struct, kTemplateFields};
constexpr ApiType kNestedMatrixType{ApiKind::Struct, kNestedMatrixFields};
constexpr ApiType kNestedMergeType{ApiKind::Struct, kNestedMergeFields};
constexpr ApiType kApplicationSetType{ApiKind::Struct, kSetFields};
constexpr ApiType kAppProjectType{ApiKind::Struct, kProjectFields};

}  // namespace drydock::projects::argocd
