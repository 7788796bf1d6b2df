#include "projects/argocd/api_types.h"

// The fields of Argo CD's objects (argoproj.io/v1alpha1), as far as what is rendered depends on
// them or prints them.

namespace drydock::projects::argocd {
namespace {

constexpr Presence kAlways = Presence::Always;
constexpr Presence kGiven = Presence::Given;

const ApiType kText{ApiKind::Text};
const ApiType kFlag{ApiKind::Flag};
const ApiType kInteger{ApiKind::Integer};
const ApiType kIntegerOrText{ApiKind::IntegerOrText};
const ApiType kRaw{ApiKind::Raw};
const ApiType kTexts{ApiKind::List, {}, &kText};
const ApiType kTextMap{ApiKind::Map, {}, &kText};
const ApiType kFlagMap{ApiKind::Map, {}, &kFlag};
const ApiType kRawList{ApiKind::List, {}, &kRaw};
const ApiType kRawMap{ApiKind::Map, {}, &kRaw};

// Sources.

const ApiField kHelmParameterFields[] = {
    {"name", &kText}, {"value", &kText}, {"forceString", &kFlag}};
const ApiType kHelmParameter{ApiKind::Struct, kHelmParameterFields};
const ApiType kHelmParameters{ApiKind::List, {}, &kHelmParameter};
const ApiField kFileParameterFields[] = {{"name", &kText}, {"path", &kText}};
const ApiType kFileParameter{ApiKind::Struct, kFileParameterFields};
const ApiType kFileParameters{ApiKind::List, {}, &kFileParameter};

const ApiField kHelmFields[] = {
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
const ApiType kHelm{ApiKind::Struct, kHelmFields};

const ApiField kReplicaFields[] = {{"name", &kText, kAlways}, {"count", &kIntegerOrText, kAlways}};
const ApiType kReplica{ApiKind::Struct, kReplicaFields};
const ApiType kReplicas{ApiKind::List, {}, &kReplica};
const ApiField kPatchTargetFields[] = {
    {"group", &kText},         {"version", &kText},   {"kind", &kText},
    {"name", &kText},          {"namespace", &kText}, {"annotationSelector", &kText},
    {"labelSelector", &kText},
};
const ApiType kPatchTarget{ApiKind::Struct, kPatchTargetFields};
const ApiField kPatchFields[] = {
    {"path", &kText}, {"patch", &kText}, {"target", &kPatchTarget, kGiven}, {"options", &kFlagMap}};
const ApiType kPatch{ApiKind::Struct, kPatchFields};
const ApiType kPatches{ApiKind::List, {}, &kPatch};

const ApiField kKustomizeFields[] = {
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
const ApiType kKustomize{ApiKind::Struct, kKustomizeFields};

const ApiField kJsonnetVarFields[] = {
    {"name", &kText, kAlways}, {"value", &kText, kAlways}, {"code", &kFlag}};
const ApiType kJsonnetVar{ApiKind::Struct, kJsonnetVarFields};
const ApiType kJsonnetVars{ApiKind::List, {}, &kJsonnetVar};
const ApiField kJsonnetFields[] = {
    {"extVars", &kJsonnetVars}, {"tlas", &kJsonnetVars}, {"libs", &kTexts}};
const ApiType kJsonnet{ApiKind::Struct, kJsonnetFields};
const ApiField kDirectoryFields[] = {{"recurse", &kFlag},
                                     {"jsonnet", &kJsonnet, Presence::NotZero},
                                     {"exclude", &kText},
                                     {"include", &kText},
                                     {"disableExtensionFilter", &kFlag}};
const ApiType kDirectory{ApiKind::Struct, kDirectoryFields};

const ApiField kPairFields[] = {{"name", &kText, kAlways}, {"value", &kText, kAlways}};
const ApiType kPair{ApiKind::Struct, kPairFields};
const ApiType kPairs{ApiKind::List, {}, &kPair};
const ApiField kPluginParameterFields[] = {{"name", &kText},
                                           {"string", &kText, kGiven},
                                           {"map", &kTextMap, kGiven},
                                           {"array", &kTexts, kGiven}};
const ApiType kPluginParameter{ApiKind::Struct, kPluginParameterFields};
const ApiType kPluginParameters{ApiKind::List, {}, &kPluginParameter};
const ApiField kPluginFields[] = {
    {"name", &kText}, {"env", &kPairs}, {"parameters", &kPluginParameters}};
const ApiType kPlugin{ApiKind::Struct, kPluginFields};

const ApiField kSourceFields[] = {
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
const ApiField kDrySourceFields[] = {
    {"repoURL", &kText, kAlways},       {"targetRevision", &kText, kAlways},
    {"path", &kText, kAlways},          {"helm", &kHelm, kGiven},
    {"kustomize", &kKustomize, kGiven}, {"directory", &kDirectory, kGiven},
    {"plugin", &kPlugin, kGiven},
};
const ApiType kDrySource{ApiKind::Struct, kDrySourceFields};
const ApiField kSyncSourceFields[] = {
    {"targetBranch", &kText, kAlways}, {"path", &kText, kAlways}, {"repoURL", &kText}};
const ApiType kSyncSource{ApiKind::Struct, kSyncSourceFields};
const ApiField kHydrateToFields[] = {{"targetBranch", &kText, kAlways}};
const ApiType kHydrateTo{ApiKind::Struct, kHydrateToFields};
const ApiField kHydratorFields[] = {{"drySource", &kDrySource, kAlways},
                                    {"syncSource", &kSyncSource, kAlways},
                                    {"hydrateTo", &kHydrateTo, kGiven}};
const ApiType kHydrator{ApiKind::Struct, kHydratorFields};

// Applications.

const ApiField kDestinationFields[] = {{"server", &kText}, {"namespace", &kText}, {"name", &kText}};
const ApiType kDestination{ApiKind::Struct, kDestinationFields};

const ApiField kAutomatedFields[] = {{"prune", &kFlag, kGiven},
                                     {"selfHeal", &kFlag, kGiven},
                                     {"allowEmpty", &kFlag, kGiven},
                                     {"enabled", &kFlag, kGiven}};
const ApiType kAutomated{ApiKind::Struct, kAutomatedFields};
const ApiField kBackoffFields[] = {
    {"duration", &kText}, {"factor", &kInteger, kGiven}, {"maxDuration", &kText}};
const ApiType kBackoff{ApiKind::Struct, kBackoffFields};
const ApiField kRetryFields[] = {
    {"limit", &kInteger}, {"backoff", &kBackoff, kGiven}, {"refresh", &kFlag}};
const ApiType kRetry{ApiKind::Struct, kRetryFields};
const ApiField kNamespaceMetadataFields[] = {{"labels", &kTextMap}, {"annotations", &kTextMap}};
const ApiType kNamespaceMetadata{ApiKind::Struct, kNamespaceMetadataFields};
const ApiField kSyncPolicyFields[] = {{"automated", &kAutomated, kGiven},
                                      {"syncOptions", &kTexts},
                                      {"retry", &kRetry, kGiven},
                                      {"managedNamespaceMetadata", &kNamespaceMetadata, kGiven}};
const ApiType kSyncPolicy{ApiKind::Struct, kSyncPolicyFields};

const ApiField kIgnoreFields[] = {
    {"group", &kText},
    {"kind", &kText, kAlways},
    {"name", &kText},
    {"namespace", &kText},
    {"jsonPointers", &kTexts},
    {"jqPathExpressions", &kTexts},
    {"managedFieldsManagers", &kTexts},
};
const ApiType kIgnore{ApiKind::Struct, kIgnoreFields};
const ApiType kIgnores{ApiKind::List, {}, &kIgnore};
const ApiType kSources{ApiKind::List, {}, &kSourceType};

const ApiField kApplicationSpecFields[] = {
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
const ApiType kApplicationSpec{ApiKind::Struct, kApplicationSpecFields};

const ApiField kMetadataFields[] = {
    {"name", &kText},        {"generateName", &kText},   {"namespace", &kText},
    {"labels", &kTextMap},   {"annotations", &kTextMap}, {"ownerReferences", &kRawList},
    {"finalizers", &kTexts},
};
const ApiType kMetadata{ApiKind::Struct, kMetadataFields};

const ApiField kApplicationFields[] = {
    {"apiVersion", &kText},
    {"kind", &kText},
    {"metadata", &kMetadata, kAlways},
    {"spec", &kApplicationSpec, kAlways},
    {"operation", &kRaw, kGiven},
};

// ApplicationSets.

const ApiField kTemplateMetadataFields[] = {{"name", &kText},
                                            {"namespace", &kText},
                                            {"labels", &kTextMap},
                                            {"annotations", &kTextMap},
                                            {"finalizers", &kTexts}};
const ApiType kTemplateMetadata{ApiKind::Struct, kTemplateMetadataFields};
const ApiField kTemplateFields[] = {{"metadata", &kTemplateMetadata, kAlways},
                                    {"spec", &kApplicationSpec, kAlways}};

const ApiField kExpressionFields[] = {
    {"key", &kText, kAlways}, {"operator", &kText, kAlways}, {"values", &kTexts}};
const ApiType kExpression{ApiKind::Struct, kExpressionFields};
const ApiType kExpressions{ApiKind::List, {}, &kExpression};
const ApiField kSelectorFields[] = {{"matchLabels", &kTextMap},
                                    {"matchExpressions", &kExpressions}};
const ApiType kSelector{ApiKind::Struct, kSelectorFields};

const ApiField kListFields[] = {
    {"elements", &kRawList, kAlways}, {"template", &kTemplateType}, {"elementsYaml", &kText}};
const ApiType kList{ApiKind::Struct, kListFields};
const ApiField kClustersFields[] = {{"selector", &kSelector},
                                    {"template", &kTemplateType},
                                    {"values", &kTextMap},
                                    {"flatList", &kFlag}};
const ApiType kClusters{ApiKind::Struct, kClustersFields};
const ApiField kGitItemFields[] = {{"path", &kText, kAlways}, {"exclude", &kFlag}};
const ApiType kGitItem{ApiKind::Struct, kGitItemFields};
const ApiType kGitItems{ApiKind::List, {}, &kGitItem};
const ApiField kGitFields[] = {
    {"repoURL", &kText, kAlways},
    {"directories", &kGitItems},
    {"files", &kGitItems},
    {"revision", &kText, kAlways},
    {"requeueAfterSeconds", &kInteger, kGiven},
    {"template", &kTemplateType},
    {"pathParamPrefix", &kText},
    {"values", &kTextMap},
};
const ApiType kGit{ApiKind::Struct, kGitFields};
const ApiField kHostedFields[] = {
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
const ApiType kHosted{ApiKind::Struct, kHostedFields};
const ApiField kDecisionFields[] = {
    {"configMapRef", &kText, kAlways},
    {"name", &kText},
    {"requeueAfterSeconds", &kInteger, kGiven},
    {"labelSelector", &kSelector},
    {"template", &kTemplateType},
    {"values", &kTextMap},
};
const ApiType kDecision{ApiKind::Struct, kDecisionFields};
const ApiField kPluginInputFields[] = {{"parameters", &kRawMap}};
const ApiType kPluginInput{ApiKind::Struct, kPluginInputFields};
const ApiField kConfigMapRefFields[] = {{"name", &kText, kAlways}};
const ApiType kConfigMapRef{ApiKind::Struct, kConfigMapRefFields};
const ApiField kPluginGeneratorFields[] = {
    {"configMapRef", &kConfigMapRef, kAlways},
    {"input", &kPluginInput},
    {"requeueAfterSeconds", &kInteger, kGiven},
    {"template", &kTemplateType},
    {"values", &kTextMap},
};
const ApiType kPluginGenerator{ApiKind::Struct, kPluginGeneratorFields};

// The same generators three times: what may be within a matrix depends on the level.
const ApiField kTerminalFields[] = {
    {"list", &kList, kGiven},
    {"clusters", &kClusters, kGiven},
    {"git", &kGit, kGiven},
    {"scmProvider", &kHosted, kGiven},
    {"clusterDecisionResource", &kDecision, kGiven},
    {"pullRequest", &kHosted, kGiven},
    {"plugin", &kPluginGenerator, kGiven},
    {"selector", &kSelector, kGiven},
};
const ApiType kTerminal{ApiKind::Struct, kTerminalFields};
const ApiType kTerminals{ApiKind::List, {}, &kTerminal};
const ApiField kNestedFields[] = {
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
const ApiType kNested{ApiKind::Struct, kNestedFields};
const ApiType kNestedList{ApiKind::List, {}, &kNested};
const ApiField kMatrixFields[] = {{"generators", &kNestedList, kAlways},
                                  {"template", &kTemplateType}};
const ApiType kMatrix{ApiKind::Struct, kMatrixFields};
const ApiField kMergeFields[] = {{"generators", &kNestedList, kAlways},
                                 {"mergeKeys", &kTexts, kAlways},
                                 {"template", &kTemplateType}};
const ApiType kMerge{ApiKind::Struct, kMergeFields};
const ApiField kGeneratorFields[] = {
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
const ApiType kGenerator{ApiKind::Struct, kGeneratorFields};
const ApiType kGenerators{ApiKind::List, {}, &kGenerator};
const ApiField kNestedMatrixFields[] = {{"generators", &kTerminals, kAlways}};
const ApiField kNestedMergeFields[] = {{"generators", &kTerminals, kAlways},
                                       {"mergeKeys", &kTexts, kAlways}};

const ApiField kSetSyncPolicyFields[] = {{"preserveResourcesOnDeletion", &kFlag},
                                         {"applicationsSync", &kText, kGiven}};
const ApiType kSetSyncPolicy{ApiKind::Struct, kSetSyncPolicyFields};
const ApiField kPreservedFields[] = {{"annotations", &kTexts}, {"labels", &kTexts}};
const ApiType kPreserved{ApiKind::Struct, kPreservedFields};
const ApiField kSetSpecFields[] = {
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
const ApiType kSetSpec{ApiKind::Struct, kSetSpecFields};
const ApiField kSetFields[] = {{"apiVersion", &kText},
                               {"kind", &kText},
                               {"metadata", &kMetadata, kAlways},
                               {"spec", &kSetSpec, kAlways}};

// AppProjects.

const ApiField kGroupKindFields[] = {{"group", &kText, kAlways}, {"kind", &kText, kAlways}};
const ApiType kGroupKind{ApiKind::Struct, kGroupKindFields};
const ApiType kGroupKinds{ApiKind::List, {}, &kGroupKind};
const ApiField kClusterKindFields[] = {
    {"group", &kText, kAlways}, {"kind", &kText, kAlways}, {"name", &kText}};
const ApiType kClusterKind{ApiKind::Struct, kClusterKindFields};
const ApiType kClusterKinds{ApiKind::List, {}, &kClusterKind};
const ApiType kDestinations{ApiKind::List, {}, &kDestination};
const ApiField kTokenFields[] = {{"iat", &kInteger, kAlways}, {"exp", &kInteger}, {"id", &kText}};
const ApiType kToken{ApiKind::Struct, kTokenFields};
const ApiType kTokens{ApiKind::List, {}, &kToken};
const ApiField kRoleFields[] = {{"name", &kText, kAlways},
                                {"description", &kText},
                                {"policies", &kTexts},
                                {"jwtTokens", &kTokens},
                                {"groups", &kTexts}};
const ApiType kRole{ApiKind::Struct, kRoleFields};
const ApiType kRoles{ApiKind::List, {}, &kRole};
const ApiField kWindowFields[] = {
    {"kind", &kText},          {"schedule", &kText},    {"duration", &kText},
    {"applications", &kTexts}, {"namespaces", &kTexts}, {"clusters", &kTexts},
    {"manualSync", &kFlag},    {"timeZone", &kText},    {"andOperator", &kFlag},
    {"description", &kText},   {"syncOverrun", &kFlag},
};
const ApiType kWindow{ApiKind::Struct, kWindowFields};
const ApiType kWindows{ApiKind::List, {}, &kWindow};
const ApiField kAccountFields[] = {
    {"server", &kText, kAlways}, {"namespace", &kText}, {"defaultServiceAccount", &kText, kAlways}};
const ApiType kAccount{ApiKind::Struct, kAccountFields};
const ApiType kAccounts{ApiKind::List, {}, &kAccount};
const ApiField kProjectSpecFields[] = {
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
const ApiType kProjectSpec{ApiKind::Struct, kProjectSpecFields};
const ApiField kProjectFields[] = {{"apiVersion", &kText},
                                   {"kind", &kText},
                                   {"metadata", &kMetadata, kAlways},
                                   {"spec", &kProjectSpec, kAlways}};

}  // namespace

const ApiType kSourceType{ApiKind::Struct, kSourceFields};
const ApiType kApplicationType{ApiKind::Struct, kApplicationFields};
const ApiType kTemplateType{ApiKind::Struct, kTemplateFields};
const ApiType kNestedMatrixType{ApiKind::Struct, kNestedMatrixFields};
const ApiType kNestedMergeType{ApiKind::Struct, kNestedMergeFields};
const ApiType kApplicationSetType{ApiKind::Struct, kSetFields};
const ApiType kAppProjectType{ApiKind::Struct, kProjectFields};

}  // namespace drydock::projects::argocd
