import type { Diagnostic } from '../api';

/** What an error of the engine is about, as far as its text tells. @public */
export type DiagnosticKind =
  | 'credentials_invalid'
  | 'permission_denied'
  | 'provider_not_found'
  | 'provider_mismatch'
  | 'module_not_found'
  | 'engine_version'
  | 'state_locked'
  | 'state_unreachable'
  | 'throttled'
  | 'quota'
  | 'name_conflict'
  | 'in_use'
  | 'protected'
  | 'object_missing'
  | 'value_refused'
  | 'wrong_type'
  | 'argument_missing'
  | 'unknown_name'
  | 'cycle'
  | 'syntax'
  | 'plan_outdated'
  | 'disk_full'
  | 'unreachable'
  | 'timeout';

/** What to try about an error of the engine. @public */
export interface DiagnosticAdvice {
  kind: DiagnosticKind;
  /** Sentences for whoever asked for the run. */
  text: string;
}

interface Rule {
  kind: DiagnosticKind;
  pattern: RegExp;
  text: string;
}

/**
 * The first that fits holds: what names its cause precisely comes before what
 * is said about many causes. Engines and clouds give no codes of their own in
 * diagnostics, so their words have to do; they are those of the engine itself,
 * and of the largest providers.
 */
const rules: Rule[] = [
  {
    kind: 'state_locked',
    pattern:
      /(acquiring|releasing) the state lock|state (is )?(already )?locked|ConditionalCheckFailedException|state blob is already locked/i,
    text: 'Something else works with this state. Wait for the other run to end and retry. If none is at work, the lock is left over: the State tab of the resource shows who holds it.',
  },
  {
    kind: 'plan_outdated',
    pattern:
      /saved plan is stale|inconsistent final plan|inconsistent result after apply|plan is no longer valid/i,
    text: 'What was planned no longer fits. Retry, which plans anew. If it happens again, the provider has a fault: try another version of it.',
  },
  {
    kind: 'engine_version',
    pattern: /unsupported (terraform|opentofu) core version/i,
    text: "The module wants another engine than the one in use. Ask a platform engineer to change the engine, or choose a version of the module whose 'required_version' allows it.",
  },
  {
    kind: 'provider_mismatch',
    pattern:
      /inconsistent dependency lock file|does not match configured version constraint|no available releases match|checksums? .*(did|does) not match|does not match any of the checksums|locked provider/i,
    text: "The versions of the provider that the module, its modules and the lock file ask for do not go together. Align 'required_providers' in the module, then add it as a new version.",
  },
  {
    kind: 'provider_not_found',
    pattern:
      /query available provider packages|available versions for provider|provider registry .* does not have a provider|failed to install provider|(failed to load|missing required) (plugin|provider)|could not load plugin|registry service is unreachable/i,
    text: "The provider could not be fetched. Check its 'source' in 'required_providers' for a typing error, and ask a platform engineer whether the engine reaches the registry or its mirror has this provider.",
  },
  {
    kind: 'module_not_found',
    pattern:
      /module not found|unreadable module|failed to download module|could not download module|error accessing remote module registry|module not installed/i,
    text: "A module that this module uses could not be fetched. Check its 'source' and version, and that the engine may read the repository.",
  },
  {
    kind: 'credentials_invalid',
    pattern:
      /no valid credential|InvalidClientTokenId|SignatureDoesNotMatch|UnrecognizedClientException|ExpiredToken|AuthFailure|invalid_grant|could not find default credentials|unable to (build|get) authoriz|AADSTS\d+|authentication (failed|required)|unauthenticated|\bunauthorized\b|invalid (api|access) (key|token)|status ?(code)?:? ?401|\b401 /i,
    text: 'The cloud did not accept the credentials. Test the integration of the resource: its key may be wrong, expired or revoked.',
  },
  {
    kind: 'permission_denied',
    pattern:
      /access ?denied|UnauthorizedOperation|AuthorizationFailed|not authorized|permission(s)? .*denied|insufficient (permission|privilege|scope)|forbidden|lacks? permission|status ?(code)?:? ?403|\b403 /i,
    text: 'The credentials are valid but may not do this. Give the identity of the integration the permission that the message names, or use an integration that has it.',
  },
  {
    kind: 'throttled',
    pattern:
      /thrott|rate ?(limit )?exceed|too many requests|RequestLimitExceeded|slow down|status ?(code)?:? ?429|\b429 /i,
    text: 'The cloud takes no more requests for the moment. Wait some minutes and retry; fewer runs at a time help if it happens often.',
  },
  {
    kind: 'quota',
    pattern:
      /quota|limit ?exceeded|limit (of|has been) .*(reached|exceeded)|(has|have) reached .*(limit|maximum)|insufficient .*capacity|out of capacity|no address space is left|address space .*(full|exhausted)|SkuNotAvailable|ZONE_RESOURCE_POOL_EXHAUSTED|status ?(code)?:? ?507|\b507 /i,
    text: 'A quota or the capacity of the cloud is used up. Ask for a higher quota, remove what is no longer needed, or choose another size, zone or region.',
  },
  {
    kind: 'name_conflict',
    pattern:
      /already ?exists|AlreadyOwnedByYou|EntityAlreadyExists|Duplicate|is already (taken|in use|used)|name .* not available|status ?(code)?:? ?409/i,
    text: 'Something in the cloud has this name already. Choose another name, or remove what has it if it is left over. What should be taken over has to be imported into the state.',
  },
  {
    kind: 'protected',
    pattern:
      /prevent_destroy|deletion.?protection|instance cannot be destroyed|is protected (from|against) deletion|cannot .*delete.* locked|ScopeLocked/i,
    text: 'The object is protected against deletion. Take the protection away first, in the module or with an update, if it really shall go.',
  },
  {
    kind: 'in_use',
    pattern:
      /DependencyViolation|BucketNotEmpty|still (uses|in use|used|has|contains)|is (currently )?(in use|being used)|InUse\b|not empty|has dependent|DeleteConflict/i,
    text: 'Something else still uses the object, perhaps made by hand. Find it in the cloud, remove or detach it, and retry.',
  },
  {
    kind: 'cycle',
    pattern: /^cycle:|dependency cycle|cycle (in|detected)/i,
    text: 'Objects of the module depend on each other in a circle. The module has to be mended: one of the references has to go.',
  },
  {
    kind: 'value_refused',
    pattern:
      /invalid value for (input )?variable|validation rule|(pre|post)condition failed|expected .* to be (one of|in the range|a valid)|invalid parameter value|ValidationException|InvalidParameterValue|badRequest|status ?(code)?:? ?(400|422)/i,
    text: 'A value is refused. Compare it with what the message asks for, change it in the values of the resource, and make a dry run.',
  },
  {
    kind: 'wrong_type',
    pattern:
      /(incorrect|inappropriate|unsuitable|inconsistent) .*(type|value)|invalid (template interpolation|function argument|operand|default value)|cannot convert|(string|number|bool|list|map|set|object|tuple) required|is required to be|must be a (string|number|bool|list|map|set)|unsuitable value type/i,
    text: 'A value has another type than the module expects. If it is a value of the resource, write it as the type that the variable shows; else the expression in the module has to be mended.',
  },
  {
    kind: 'argument_missing',
    pattern:
      /missing (required|resource|newline|key|attribute)|no value for required variable|required (argument|attribute|field|variable)|argument ".*" is required|at least .* blocks? (is|are) required/i,
    text: 'A required value is missing. Set the variable on the resource or above it; if the module itself leaves the argument out, it has to be mended.',
  },
  {
    kind: 'unknown_name',
    pattern:
      /unsupported (attribute|argument|block)|reference to undeclared|invalid (reference|index|resource type|data source)|unknown (variable|function|resource)|call to unknown function|does not (have|support) (an )?(attribute|argument|resource)|undeclared/i,
    text: 'The code names something that does not exist in this version of the module or provider. Look for a typing error, and for a change in the provider if it worked before; then add the mended module as a new version.',
  },
  {
    kind: 'syntax',
    pattern:
      /unclosed|invalid (expression|block|character|argument name|string literal|multi-line|single-argument)|argument or block definition required|unexpected token|duplicate .*(configuration|declaration)|invalid .*syntax|unterminated/i,
    text: 'The code of the module is not valid. Mend it at the place that is shown, then add it as a new version.',
  },
  {
    kind: 'object_missing',
    pattern:
      /not ?found|NoSuch\w+|does not exist|no longer exists|couldn't find|status ?(code)?:? ?404|\b404 /i,
    text: 'Something that is needed is not there. Check the ids and names among the values; if it was deleted by hand, a dry run shows what would be made anew.',
  },
  {
    kind: 'state_unreachable',
    pattern:
      /(error|failed) (loading|saving|to (load|save|persist|upload)) .*state|backend (configuration|initialization) .*(changed|required|error)|failed to get existing workspaces/i,
    text: 'The state could not be read or written. Test the storage of the resource and its integration, then retry.',
  },
  {
    kind: 'disk_full',
    pattern: /no space left on device/i,
    text: 'The disk of the machine that runs the engine is full. An operator has to make room; then retry.',
  },
  {
    kind: 'timeout',
    pattern:
      /time(d)? ?out|deadline exceeded|timeout while waiting|context canceled/i,
    text: 'It took longer than it may. Look whether the object came into being nevertheless, then retry; if it is always this slow, the module can allow more time with a timeouts block.',
  },
  {
    kind: 'unreachable',
    pattern:
      /no such host|connection (refused|reset)|dial tcp|network is unreachable|ECONNREFUSED|ENOTFOUND|x509|certificate|TLS handshake|service unavailable|internal (server )?error|bad gateway|status ?(code)?:? ?5\d\d/i,
    text: 'The service did not answer as it should. Retry in some minutes; if that does not help, ask a platform engineer whether the engine reaches it.',
  },
];

/** Kinds whose words in a summary tell less than the detail does. */
const vague: ReadonlySet<DiagnosticKind> = new Set([
  'provider_not_found',
  'state_unreachable',
  'object_missing',
  'unreachable',
  'timeout',
]);

/**
 * What to try about a diagnostic of the engine or of a provider, read from its
 * words: the summary first, which names the problem, then the detail.
 *
 * @returns undefined where the words are not known.
 * @public
 */
export function adviseOn(
  diagnostic: Pick<Diagnostic, 'summary' | 'detail'>,
): DiagnosticAdvice | undefined {
  const { summary, detail = '' } = diagnostic;
  // A summary often only says what was tried, such as "Failed to create X".
  const found =
    rules.find(
      ({ kind, pattern }) => !vague.has(kind) && pattern.test(summary),
    ) ??
    rules.find(({ pattern }) => pattern.test(detail)) ??
    rules.find(({ pattern }) => pattern.test(summary));
  return found && { kind: found.kind, text: found.text };
}
