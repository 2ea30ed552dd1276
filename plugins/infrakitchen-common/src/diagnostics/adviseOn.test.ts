import { adviseOn, type DiagnosticKind } from './adviseOn';

/** As Terraform, OpenTofu and providers say it. */
const known: [DiagnosticKind, string, string?][] = [
  [
    'credentials_invalid',
    'No valid credential sources found',
    'Please see https://example.com for more information about providing credentials.\n\nError: failed to refresh cached credentials, no EC2 IMDS role found, operation error ec2imds: GetMetadata, request canceled, context deadline exceeded',
  ],
  [
    'credentials_invalid',
    'validating provider credentials',
    'retrieving caller identity from STS: operation error STS: GetCallerIdentity, https response error StatusCode: 403, api error InvalidClientTokenId: The security token included in the request is invalid.',
  ],
  [
    'credentials_invalid',
    'building account',
    'could not acquire access token: AADSTS7000215: Invalid client secret provided.',
  ],
  [
    'permission_denied',
    'creating EC2 VPC',
    'operation error EC2: CreateVpc, https response error StatusCode: 403, api error UnauthorizedOperation: You are not authorized to perform this operation.',
  ],
  [
    'permission_denied',
    'Error creating Network',
    "googleapi: Error 403: Required 'compute.networks.create' permission for 'projects/x', forbidden",
  ],
  [
    'provider_not_found',
    'Failed to query available provider packages',
    'Could not retrieve the list of available versions for provider acme/nothing: could not connect to the registry: dial tcp: no such host',
  ],
  [
    'provider_mismatch',
    'Failed to query available provider packages',
    'Could not retrieve the list of available versions for provider hashicorp/aws: no available releases match the given constraints >= 5.0.0, < 4.0.0',
  ],
  [
    'provider_mismatch',
    'Inconsistent dependency lock file',
    'The following dependency selections recorded in the lock file are inconsistent with the current configuration',
  ],
  [
    'module_not_found',
    'Unreadable module directory',
    'Unable to evaluate directory symlink: lstat modules/vpc: no such file or directory',
  ],
  ['engine_version', 'Unsupported Terraform Core version'],
  [
    'state_locked',
    'Error acquiring the state lock',
    'Error message: HTTP remote state already locked: ID=4711',
  ],
  [
    'state_locked',
    'Error acquiring the state lock',
    'Error message: operation error DynamoDB: PutItem, ConditionalCheckFailedException: The conditional request failed',
  ],
  [
    'state_unreachable',
    'Failed to save state',
    'Error saving state: Failed to upload state: HTTP error: 500',
  ],
  ['throttled', 'reading IAM Role', 'api error Throttling: Rate exceeded'],
  [
    'quota',
    'creating EC2 VPC',
    'api error VpcLimitExceeded: The maximum number of VPCs has been reached.',
  ],
  ['quota', 'Error waiting', "Quota 'CPUS' exceeded. Limit: 24.0 in region."],
  [
    'quota',
    'The network was not created',
    'democloud answered 507: No address space is left',
  ],
  [
    'name_conflict',
    'creating S3 Bucket (logs)',
    'api error BucketAlreadyOwnedByYou: Your previous request to create the named bucket succeeded and you already own it.',
  ],
  [
    'name_conflict',
    'creating IAM Role',
    'EntityAlreadyExists: Role with name app already exists.',
  ],
  [
    'name_conflict',
    'A resource with the ID "/subscriptions/x" already exists - to be managed via Terraform this resource needs to be imported into the State.',
  ],
  [
    'in_use',
    'deleting EC2 Subnet',
    "api error DependencyViolation: The subnet 'subnet-1' has dependencies and cannot be deleted.",
  ],
  ['in_use', 'The network was not deleted', 'Something still uses the network'],
  [
    'protected',
    'Instance cannot be destroyed',
    'Resource aws_db_instance.main has lifecycle.prevent_destroy set, but the plan calls for this resource to be destroyed.',
  ],
  [
    'object_missing',
    'reading EC2 Subnet',
    "api error InvalidSubnetID.NotFound: The subnet ID 'subnet-1' does not exist",
  ],
  [
    'value_refused',
    'Invalid value for variable',
    'Too long.\n\nThis was checked by the validation rule at source/main.tf:3,3-13.',
  ],
  [
    'value_refused',
    'expected instance_tenancy to be one of ["default" "dedicated"], got shared',
  ],
  [
    'wrong_type',
    'Invalid function argument',
    'Invalid value for "v" parameter: cannot convert "huge-x" to number; given string must be a decimal representation of a number.',
  ],
  [
    'wrong_type',
    'Incorrect attribute value type',
    'Inappropriate value for attribute "size": a number is required.',
  ],
  [
    'argument_missing',
    'Missing required argument',
    'The argument "cidr_block" is required, but no definition was found.',
  ],
  ['argument_missing', 'No value for required variable'],
  [
    'unknown_name',
    'Unsupported attribute',
    'This object does not have an attribute named "arm".',
  ],
  [
    'unknown_name',
    'Reference to undeclared input variable',
    'An input variable with the name "siez" has not been declared. Did you mean "size"?',
  ],
  [
    'unknown_name',
    'Unsupported block type',
    'Blocks of type "variable" are not expected here.',
  ],
  ['cycle', 'Cycle: aws_security_group.a, aws_security_group.b'],
  [
    'syntax',
    'Unclosed configuration block',
    'There is no closing brace for this block before the end of the file.',
  ],
  ['plan_outdated', 'Saved plan is stale'],
  [
    'plan_outdated',
    'Provider produced inconsistent final plan',
    'This is a bug in the provider, which should be reported.',
  ],
  [
    'timeout',
    'waiting for RDS DB Instance (db) create',
    "timeout while waiting for state to become 'available' (last state: 'creating', timeout: 40m0s)",
  ],
  [
    'unreachable',
    'Request failed',
    'Get "https://api.example.com": dial tcp 10.0.0.1:443: connect: connection refused',
  ],
  [
    'disk_full',
    'Failed to install provider from shared cache',
    'write .terraform/providers/x: no space left on device',
  ],
];

describe('adviseOn', () => {
  it.each(known)('knows %s: %s', (kind, summary, ...[detail]) => {
    const advice = adviseOn({ summary, detail });
    expect(advice?.kind).toBe(kind);
    expect(advice?.text).toMatch(/\.$/);
  });

  it('says nothing about words that it does not know', () => {
    expect(
      adviseOn({ summary: 'Something odd', detail: 'Nobody knows what.' }),
    ).toBeUndefined();
  });
});
