import type { JsonValue } from '@backstage/types';
import type { components } from '../generated/openapi';

type Schemas = components['schemas'];

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
/** One instance of a template. @public */
export type Resource = Schemas['Resource'];
/** What a caller gives to create a resource. @public */
export type ResourceInput = Schemas['ResourceInput'];
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
/** An edit that is not applied yet. @public */
export type Change = Schemas['Change'];
/** One field of a change. @public */
export type ChangedField = Schemas['ChangedField'];
/** A snapshot of a record after a change. @public */
export type Revision = Schemas['Revision'];
/** One line of the audit trail. @public */
export type AuditEntry = Schemas['AuditEntry'];
/** Ancestors and descendants. @public */
export type Tree = Schemas['Tree'];
/** What the state store knows of a resource. @public */
export type StateOverview = Schemas['StateOverview'];
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

/** Values by variable name. @public */
export type Values = Record<string, JsonValue>;
