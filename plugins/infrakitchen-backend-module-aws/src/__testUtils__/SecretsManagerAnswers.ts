import type { StandInAnswer } from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';
import type { Call } from './AwsStandIn';

/** JSON protocol of Secrets Manager. */
export class SecretsManagerAnswers {
  /** Texts of secrets by name, and who may read them by ARN. */
  readonly secrets = new Map<string, { text: string; readers: string[] }>();

  answer({ body, principal }: Call): StandInAnswer {
    const { SecretId } = JSON.parse(String(body)) as { SecretId: string };
    const secret = this.secrets.get(SecretId);
    if (
      !principal ||
      !secret?.readers.some(arn => principal.arn.startsWith(arn))
    ) {
      return this.refuse(
        secret ? 'AccessDeniedException' : 'ResourceNotFoundException',
        secret
          ? `${principal?.arn} may not read ${SecretId}`
          : "Secrets Manager can't find the specified secret.",
      );
    }
    return json(200, { Name: SecretId, SecretString: secret.text });
  }

  refuse(code: string, message: string): StandInAnswer {
    return json(400, { __type: code, Message: message });
  }
}

function json(status: number, body: object): StandInAnswer {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.1' },
    body: JSON.stringify(body),
  };
}
