import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { openBatchRun } from './batchRun';
import { batchRequestsField, customIdField, rowOptionsField, waitFields } from './fields';
import { collectRows } from './collectRows';
import { createJobs, type CreatedJob } from './createJobs';
import { inOrder, toJobItems, type PlacedItems } from './placedItems';
import { readRow, type SharedByRows } from './readRow';
import { waitForJobs } from './waitForJobs';
import { functionsField } from '../chat/fields/functions';
import { messageFields } from '../chat/fields/messages';
import { responseFormatFields } from '../chat/fields/responseFormat';
import { RowWriter } from '../../../shared/chat/batch/rows';
import { simplifyRowsField } from '../../../shared/fields/batchRows';
import { modelField } from '../../../shared/fields/model';
import { samplingFields } from '../../../shared/fields/sampling';
import { FormError } from '../../../shared/form/formError';
import { boolean, number } from '../../../shared/form/values';
import { toErrorItem } from '../../../shared/n8n/failure';
import { hasSubNodes } from '../../../shared/n8n/inputs';
import { runNodeItems } from '../../../shared/n8n/runNodeItems';

/** The form of Batch > Create: chat's own, and what only a batch has. */
export const description: INodeProperties[] = [
	modelField,
	customIdField,
	...messageFields,
	...samplingFields,
	...responseFormatFields,
	...waitFields,
	simplifyRowsField,
	rowOptionsField,
	functionsField,
	batchRequestsField,
];

/**
 * Makes a row of every item and a job of the rows of each model. All items are checked before anything
 * is uploaded. Gives the jobs, or waits for what becomes of their rows.
 */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const node = this.getNode();
	const shared: SharedByRows = { customIds: new Map(), writer: new RowWriter() };
	const opening = open(this);
	const outcomes = await runNodeItems(
		this,
		async () => await opening,
		async (_, item) => await readRow(this, item, shared),
	);
	const rows = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.value] : []));
	const placed = outcomes.flatMap((outcome, itemIndex): PlacedItems[] =>
		outcome.ok ? [] : [{ itemIndex, items: [toErrorItem(node, outcome.error, itemIndex)] }],
	);
	if (rows.length === 0) return inOrder(this, placed);

	const { client, waitMinutes } = await opening;
	const { jobs, failed } = await createJobs(this, client, rows);
	placed.push(...failed);
	if (waitMinutes === undefined) placed.push(...jobs.map((job) => toJobItems(job)));
	else placed.push(...(await waitForRows(this, client, jobs, waitMinutes)));
	return inOrder(this, placed);
}

async function open(context: IExecuteFunctions) {
	if (hasSubNodes(context)) {
		throw new FormError(
			'Tools and Memory',
			'cannot be used in a batch: nobody is there to answer while it runs',
			'Remove the connections, or use Message a Model.',
		);
	}
	const run = await openBatchRun(context);
	const waits = boolean(context.getNodeParameter('wait', 0, false), 'Wait for Completion');
	const minutes = number({ min: 0, max: 7 * 24 * 60 });
	return {
		...run,
		waitMinutes: waits
			? minutes(context.getNodeParameter('waitMinutes', 0, 5), 'Wait Minutes')
			: undefined,
	};
}

type Client = Awaited<ReturnType<typeof open>>['client'];

/** The rows of the jobs that ended in time; a job that did not comes out itself, which is no error. */
async function waitForRows(
	context: IExecuteFunctions,
	client: Client,
	jobs: CreatedJob[],
	minutes: number,
): Promise<PlacedItems[]> {
	const signal = context.getExecutionCancelSignal() ?? new AbortController().signal;
	const batches = jobs.map(({ batch }) => batch);
	const wait = async () => {
		const watched = await waitForJobs(client, batches, { minutes, signal });
		const collected: PlacedItems[][] = [];
		for (const [at, job] of jobs.entries()) {
			collected.push(await collectRows(context, client, { ...job, ...watched[at] }, signal));
		}
		return collected.flat();
	};
	return await wait().catch((error: unknown) => {
		// Only Stop ends the waiting early, and n8n shows no output then.
		const ids = batches.map(({ id }) => id).join(', ');
		context.logger.warn(`Together AI: these batches run on, though nobody waits: ${ids}`);
		throw error;
	});
}
