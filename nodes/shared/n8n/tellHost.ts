import type { IExecuteFunctions } from 'n8n-workflow';

/**
 * Tells n8n something beside the answers. When n8n cannot take it, that is written to its log: the
 * answers are paid for and must not be lost over it.
 * @param what it is about, for the log
 */
export function tellHost(context: IExecuteFunctions, what: string, tell: () => void): void {
	try {
		tell();
	} catch {
		context.logger.warn(`Together AI: n8n did not take ${what}.`);
	}
}
