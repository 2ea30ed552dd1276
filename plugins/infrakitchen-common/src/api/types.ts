import type { JsonValue } from '@backstage/types';
import type { components } from '../generated/openapi';

type Schemas = components['schemas'];

/** What an entity of the catalog is named after. @public */
export type CatalogName = Schemas['CatalogName'];
/** What the catalog shows of a resource. @public */
export type CatalogResource = Schemas['CatalogResource'];
/** What the catalog shows differently, and where to go on. @public */
export type CatalogChangePage = Schemas['CatalogChangePage'];
/** How some resources are, in numbers. @public */
export type ResourceSummary = Schemas['ResourceSummary'];
/** What a software template is made from. @public */
export type CatalogTemplate = Schemas['CatalogTemplate'];
/** What changed of software templates, and where to go on. @public */
export type CatalogTemplateChangePage = Schemas['CatalogTemplateChangePage'];
/** What the search finds a resource by. @public */
export type SearchResource = Schemas['SearchResource'];
/** Resources for the search. @public */
export type SearchResourcePage = Schemas['SearchResourcePage'];
/** What the search finds a template by. @public */
export type SearchTemplate = Schemas['SearchTemplate'];
/** Templates for the search. @public */
export type SearchTemplatePage = Schemas['SearchTemplatePage'];
/** What the search finds a workspace by. @public */
export type SearchWorkspace = Schemas['SearchWorkspace'];
/** Workspaces for the search. @public */
export type SearchWorkspacePage = Schemas['SearchWorkspacePage'];
/** A kind of infrastructure: its place in the hierarchy and its rules. @public */
export type Template = Schemas['Template'];
/** What a caller gives to create a template. @public */
export type TemplateInput = Schemas['TemplateInput'];
/** What a caller may change of a template. @public */
export type TemplatePatch = Schemas['TemplatePatch'];
/** What every resource of a template must follow. @public */
export type Conventions = Schemas['Conventions'];
/** One module at one commit. @public */
export type TemplateVersion = Schemas['TemplateVersion'];
/** What a caller gives to add a version to a template. @public */
export type VersionInput = Schemas['VersionInput'];
/** What a caller may change of a version. @public */
export type VersionPatch = Schemas['VersionPatch'];
/** Stage in the life of a version. @public */
export type VersionLifecycle = Schemas['VersionLifecycle'];
/** Rules that a platform engineer puts on a variable. @public */
export type VariableRule = Schemas['VariableRule'];
/** The convention for names, with what a form cannot know of it. @public */
export type Naming = Schemas['Naming'];
/** Resources with what they break of conventions and rules. @public */
export type ViolationPage = Schemas['ViolationPage'];
/** One resource with what it breaks. @public */
export type Violation = Schemas['Violation'];
/** Rules, or a version, that resources are tried with. @public */
export type VersionProposal = Schemas['VersionProposal'];
/** What differs between two versions. @public */
export type VersionComparison = Schemas['VersionComparison'];
/** One difference between two versions. @public */
export type VersionFinding = Schemas['VersionFinding'];
/** A version by name. @public */
export type VersionRef = Schemas['VersionRef'];
/** What is no error now, but ought to be looked at. @public */
export type ValueWarning = Schemas['ValueWarning'];
/** Rules by variable name. @public */
export type VariableRules = Record<string, VariableRule>;
/** Form schema of a version with inherited values. @public */
export type VersionSchema = Schemas['VersionSchema'];
/** Where a module is found. @public */
export type ModuleSource = Schemas['ModuleSource'];
/** Tags and branches of a repository. @public */
export type ModuleRefs = Schemas['ModuleRefs'];
/** One tag or branch with its commit. @public */
export type ModuleRef = Schemas['ModuleRef'];
/** A module as analysed at a commit. @public */
export type AnalysedModule = Schemas['AnalysedModule'];
/** Variables, outputs and needs of a module. @public */
export type ModuleAnalysis = Schemas['ModuleAnalysis'];
/** A variable of a module. @public */
export type ModuleVariable = Schemas['ModuleVariable'];
/** An output of a module. @public */
export type ModuleOutput = Schemas['ModuleOutput'];
/** A provider that a module asks for. @public */
export type RequiredProvider = Schemas['RequiredProvider'];
/** Position in a source file; line and column count from 1. @public */
export type SourcePosition = Schemas['SourcePosition'];
/** An error or warning of the analysis or of the engine. @public */
export type Diagnostic = Schemas['Diagnostic'];
/** The code that a diagnostic is about. @public */
export type DiagnosticSnippet = Schemas['DiagnosticSnippet'];
/** One instance of a template. @public */
export type Resource = Schemas['Resource'];
/** What a caller gives to create a resource. @public */
export type ResourceInput = Schemas['ResourceInput'];
/** A resource after an edit, with what became of that. @public */
export type EditedResource = Schemas['EditedResource'];
/** What a caller may change of a resource. @public */
export type ResourcePatch = Schemas['ResourcePatch'];
/** How far a resource is built. @public */
export type ResourceState = Schemas['ResourceState'];
/** What is going on with a resource. @public */
export type ResourceStatus = Schemas['ResourceStatus'];
/** A verb of the lifecycle. @public */
export type ResourceAction = Schemas['ResourceAction'];
/** Whether an action is possible now, and what forbids it. @public */
export type ActionAvailability = Schemas['ActionAvailability'];
/** @public */
export type RunActionAvailability = Schemas['RunActionAvailability'];
/** One reason why something is refused. @public */
export type Refusal = Schemas['Refusal'];
/** The object that an error is about. @public */
export type Culprit = Schemas['Culprit'];
/** A tag or config that may flow down the hierarchy. @public */
export type Entry = Schemas['Entry'];
/** An output of a provisioned resource; sensitive ones carry no value. @public */
export type Output = Schemas['Output'];
/** Name and id of a resource. @public */
export type ResourceLink = Schemas['ResourceLink'];
/** Values that a run would use. @public */
export type EffectiveValues = Schemas['EffectiveValues'];
/** One variable with its value and where that comes from. @public */
export type EffectiveVariable = Schemas['EffectiveVariable'];
/** One tag or config with where it comes from. @public */
export type EffectiveEntry = Schemas['EffectiveEntry'];
/** Where a value comes from. @public */
export type Provenance = Schemas['Provenance'];
/** What is wrong with the values of a resource. @public */
export type ValueError = Schemas['ValueError'];
/** Values of a resource that is not there yet, and where it is to be. @public */
export type ValuesProposal = Schemas['ValuesProposal'];
/** What a resource that is not there yet is to be connected by. @public */
export type ConnectionsProposal = Schemas['ConnectionsProposal'];
/** An edit that is not applied yet. @public */
export type Change = Schemas['Change'];
/** One field of a change. @public */
export type ChangedField = Schemas['ChangedField'];
/** What a resource would be, to see what that changes. @public */
export type ImpactInput = Schemas['ImpactInput'];
/** What a project would hand down, to see what that changes. @public */
export type ProjectImpactInput = Schemas['ProjectImpactInput'];
/** One input of a resource that changes. @public */
export type ImpactChange = Schemas['ImpactChange'];
/** A resource whose inputs change. @public */
export type ImpactItem = Schemas['ImpactItem'];
/** Resources whose inputs change. @public */
export type ImpactPage = Schemas['ImpactPage'];
/** Inputs that differ from what was applied. @public */
export type StaleInputsDifference = Schemas['StaleInputsDifference'];
/** A snapshot of a record after a change. @public */
export type Revision = Schemas['Revision'];
/** One line of the audit trail. @public */
export type AuditEntry = Schemas['AuditEntry'];
/** Ancestors and descendants. @public */
export type Tree = Schemas['Tree'];
/** Outputs of one node that variables of another take. @public */
export type TreeReference = Schemas['TreeReference'];
/** An object in a state. @public */
export type StateObject = Schemas['StateObject'];
/** A move of a state from one storage to another. @public */
export type StorageMove = Schemas['StorageMove'];
/** What the state store knows of a resource. @public */
export type StateOverview = Schemas['StateOverview'];
/** @public */
export type StateSummary = Schemas['StateSummary'];
/** One execution of the engine. @public */
export type Run = Schemas['Run'];
/** A run with its transitions, progress and inputs. @public */
export type RunDetail = Schemas['RunDetail'];
/** What a run is for. @public */
export type RunKind = Schemas['RunKind'];
/** Where a run stands. @public */
export type RunState = Schemas['RunState'];
/** One step of a run from state to state. @public */
export type RunTransition = Schemas['RunTransition'];
/** Live progress of one object of the cloud. @public */
export type ObjectProgress = Schemas['ObjectProgress'];
/** Why a run failed. @public */
export type RunError = Schemas['RunError'];
/** One line of a run's log. @public */
export type LogLine = Schemas['LogLine'];
/** What a run would do, without sensitive values. @public */
export type Plan = Schemas['Plan'];
/** Counts of a plan. @public */
export type PlanSummary = Schemas['PlanSummary'];
/** What a plan does with an object. @public */
export type ChangeAction = Schemas['ChangeAction'];
/** One object of a plan. @public */
export type ObjectChange = Schemas['ObjectChange'];
/** One attribute of an object of a plan. @public */
export type AttributeChange = Schemas['AttributeChange'];
/** Counts for the start page. @public */
export type Overview = Schemas['Overview'];
/** A step on the way from an empty installation to a built resource. @public */
export type SetupStep = Schemas['SetupStep'];

/** Values by variable name. @public */
export type Values = Record<string, JsonValue>;
/** What somebody may do at a scope; each role may do what those before it may. @public */
export type Role = Schemas['Role'];
/** Where a grant holds. @public */
export type Scope = Schemas['Scope'];
/** A role of a user or group at a scope. @public */
export type Grant = Schemas['Grant'];
/** What a caller gives to grant a role. @public */
export type GrantInput = Schemas['GrantInput'];
/** What a caller may do that belongs to no single record. @public */
export type CallerAccess = Schemas['CallerAccess'];
/** A governance boundary: owners, default tags and configs. @public */
export type Project = Schemas['Project'];
/** What a caller gives to create a project. @public */
export type ProjectInput = Schemas['ProjectInput'];
/** What a caller may change of a project. @public */
export type ProjectPatch = Schemas['ProjectPatch'];
/** A project by name. @public */
export type ProjectLink = Schemas['ProjectLink'];
/** What a connection is. @public */
export type ConnectionKind = Schemas['ConnectionKind'];
/** An integration, secret or storage, without its secrets. @public */
export type Connection = Schemas['Connection'];
/** What a caller gives to create a connection. @public */
export type ConnectionInput = Schemas['ConnectionInput'];
/** What a caller may change of a connection. @public */
export type ConnectionPatch = Schemas['ConnectionPatch'];
/** A kind of integration, secret or storage that is installed. @public */
export type ConnectionProvider = Schemas['ConnectionProvider'];
/** A git host of the portal's own configuration. @public */
export type PortalGitHost = Schemas['PortalGitHost'];
/** What the test of a connection found. @public */
export type ConnectionReport = Schemas['ConnectionReport'];
/** What uses a connection. @public */
export type ConnectionUsage = Schemas['ConnectionUsage'];
/** One that uses a connection. @public */
export type ConnectionUser = Schemas['ConnectionUser'];
/** A connection of a resource. @public */
export type AttachedConnection = Schemas['AttachedConnection'];
/** An integration as it is attached to a resource. @public */
export type IntegrationRef = Schemas['IntegrationRef'];
/** A repository that receives generated code. @public */
export type Workspace = Schemas['Workspace'];
/** What a caller gives to register a repository. @public */
export type WorkspaceInput = Schemas['WorkspaceInput'];
/** What a caller may change of a workspace. @public */
export type WorkspacePatch = Schemas['WorkspacePatch'];
/** A workspace by name. @public */
export type WorkspaceLink = Schemas['WorkspaceLink'];
/** A folder of generated code. @public */
export type WorkspaceFolder = Schemas['WorkspaceFolder'];
/** A pull request as it was last seen at its host. @public */
export type WorkspacePullRequest = Schemas['WorkspacePullRequest'];
/** What was commented on a pull request. @public */
export type PullRequestComment = Schemas['PullRequestComment'];
/** A page of comments, or where their host keeps them. @public */
export type PullRequestCommentPage = Schemas['PullRequestCommentPage'];
/** A unified diff. @public */
export type FolderDiff = Schemas['FolderDiff'];
/** Whether the folder of a resource was edited by hand. @public */
export type ResourceCode = Schemas['ResourceCode'];
/** What uses a workspace. @public */
export type WorkspaceUsage = Schemas['WorkspaceUsage'];
/** Where the code of a resource is written to. @public */
export type AttachedWorkspace = Schemas['AttachedWorkspace'];
/** A repository that an integration sees. @public */
export type RepositoryCandidate = Schemas['RepositoryCandidate'];
/** The keys that things are encrypted with, and what is encrypted with the newest. @public */
export type EncryptionStatus = Schemas['EncryptionStatus'];
/** Who has to approve which runs. @public */
export type ApprovalRule = Schemas['ApprovalRule'];
/** What a caller gives to create or replace an approval rule. @public */
export type ApprovalRuleInput = Schemas['ApprovalRuleInput'];
/** What an approval rule is about. @public */
export type ApprovalScope = Schemas['ApprovalScope'];
/** Users, groups and holders of roles that may approve. @public */
export type Approvers = Schemas['Approvers'];
/** What one rule asks for. @public */
export type ApprovalRequirement = Schemas['ApprovalRequirement'];
/** What somebody decided about a plan. @public */
export type ApprovalDecision = Schemas['ApprovalDecision'];
/** What a run needs before it applies, and who decided so far. @public */
export type RunApproval = Schemas['RunApproval'];
/** Runs that wait for approval. @public */
export type ApprovalPage = Schemas['ApprovalPage'];
/** One operation on a subtree or on some resources. @public */
export type Cascade = Schemas['Cascade'];
/** What a caller gives to start a cascade. @public */
export type CascadeInput = Schemas['CascadeInput'];
/** A cascade with its progress and what it waits for. @public */
export type CascadeDetail = Schemas['CascadeDetail'];
/** What a cascade does. @public */
export type CascadeKind = Schemas['CascadeKind'];
/** Where a cascade stands. @public */
export type CascadeState = Schemas['CascadeState'];
/** What people do to a cascade. @public */
export type CascadeDecision = Schemas['CascadeDecision'];
/** One resource of a cascade. @public */
export type CascadeItem = Schemas['CascadeItem'];
/** What is going on with one resource of a cascade. @public */
export type CascadeItemState = Schemas['CascadeItemState'];
/** The resources of a cascade and what is above what. @public */
export type CascadeGraph = Schemas['CascadeGraph'];
/** Whether somebody follows a resource. @public */
export type Subscription = Schemas['Subscription'];
/** Two snapshots of a record and what differs. @public */
export type RevisionComparison = Schemas['RevisionComparison'];
/** A sensitive output in clear. @public */
export type RevealedOutput = Schemas['RevealedOutput'];
/** What a restored revision has brought back. @public */
export type RestoreResult = Schemas['RestoreResult'];
/** Kinds of records that have revisions. @public */
export type RevisionKind =
  | 'template'
  | 'version'
  | 'resource'
  | 'project'
  | ConnectionKind
  | 'workspace';
