import type { IExecuteFunctions } from 'n8n-workflow';

/** Tells the user something in the output pane. A node that runs as a tool cannot in every n8n. */
export function addHint(
	context: Pick<IExecuteFunctions, 'addExecutionHints'>,
	type: 'info' | 'warning',
	message: string,
): void {
	const host: Partial<Pick<IExecuteFunctions, 'addExecutionHints'>> = context;
	host.addExecutionHints?.({ message, type, location: 'outputPane' });
}
