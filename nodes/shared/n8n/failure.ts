import type { IDataObject, INode, INodeExecutionData } from 'n8n-workflow';
import * as workflow from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { adviceFor, adviceForResult } from './advice';
import { BatchError, BatchInterrupted } from '../chat/batch/errors';
import { ApiError } from '../http/errors';
import { ChatResultError, PartialFailure, type Progress } from '../chat/result/errors';
import { FormError } from '../form/formError';
import { simplifyUsage } from '../chat/result/output';
import { asObject, asString, isObject } from '../json';
import { RequestFailed } from '../run/withRetries';
import { messageOf, toError } from '../thrown';

/** The errors n8n knows how to show. */
export type NodeFailure = NodeApiError | NodeOperationError;

/**
 * The error of an item as n8n shows it: what happened as its message, what to do as its
 * description, the index of the item, and in `context.details` what the API told and what was done
 * before. Whatever was thrown becomes one.
 */
export function toNodeError(node: INode, error: unknown, itemIndex: number): NodeFailure {
	const thrown = toError(error);
	if (thrown instanceof BatchInterrupted) return toInterruptedError(node, thrown, itemIndex);
	const isPartial = thrown instanceof PartialFailure;
	const failed = isPartial ? toError(thrown.reason) : thrown;
	const isRequest = failed instanceof RequestFailed;
	const reason = isRequest ? toError(failed.reason) : failed;
	const nodeError = wrap(node, reason, itemIndex);
	nodeError.context.itemIndex ??= itemIndex;
	// n8n puts stock phrases in the place of messages that contain certain words.
	nodeError.message = messageOf(reason);
	nodeError.context.details ??= {
		attempts: isRequest ? failed.attempts : 0,
		...detailsOf(reason),
		...(isPartial && progressOf(thrown.progress)),
	};
	return nodeError;
}

/** A failure beside which there are jobs: they are named in its message, which is always shown. */
function toInterruptedError(node: INode, error: BatchInterrupted, itemIndex: number): NodeFailure {
	const nodeError = toNodeError(node, error.reason, itemIndex);
	nodeError.message = sentences(nodeError.message, error.told);
	const details: unknown = nodeError.context.details;
	nodeError.context.details = { ...asObject(details), ...error.details };
	return nodeError;
}

/** Names that n8n-workflow exports since 2.36, whose engine sends items with details to the error output. */
const SINCE_2_36 = ['REDACTED', 'recordConsumedAuth', 'redactedHeaders'];

/** Whether the host n8n knows a failed item by `error` and `details`, or only by `error` alone. */
export function knowsDetails(host: object): boolean {
	return SINCE_2_36.some((name) => name in host);
}

/**
 * The item that takes the place of a result when the node may go on. Its keys are the ones by which
 * n8n recognises a failed item and sends it to the error output: older n8n would take one with
 * details for a result.
 * @param host what n8n-workflow exports
 */
export function toErrorItem(
	{ onError }: INode,
	error: NodeFailure,
	itemIndex: number,
	host: object = workflow,
): INodeExecutionData {
	const hasDetails = onError !== 'continueErrorOutput' || knowsDetails(host);
	return {
		json: {
			error: errorText(error),
			...(hasDetails && { details: error.context.details }),
		},
		pairedItem: { item: itemIndex },
	};
}

function wrap(node: INode, error: Error, itemIndex: number): NodeFailure {
	if (error instanceof ApiError) return toNodeApiError(node, error, itemIndex);
	if (error instanceof FormError) {
		const { message, advice } = error;
		return new NodeOperationError(node, message, {
			itemIndex,
			...(advice !== undefined && { description: advice }),
		});
	}
	if (error instanceof ChatResultError) {
		return new NodeOperationError(node, error.message, {
			itemIndex,
			description: adviceForResult(error),
		});
	}
	if (error instanceof BatchError) {
		const { message, advice } = error;
		return new NodeOperationError(node, message, { itemIndex, description: advice });
	}
	if (isNodeFailure(error) && isObject(error.context)) return error;
	return new NodeOperationError(node, isNodeFailure(error) ? error.message : error, { itemIndex });
}

function toNodeApiError(node: INode, error: ApiError, itemIndex: number): NodeApiError {
	const { status } = error.details;
	const cause = causeOf(error);
	return new NodeApiError(
		node,
		{ message: error.message },
		{
			message: error.message,
			description: adviceFor(error),
			itemIndex,
			...(status !== undefined && { httpCode: String(status) }),
			...(cause && { failure: cause }),
		},
	);
}

/** Failures that last until somebody changes a setting. */
const OF_CONFIGURATION: ReadonlyArray<ApiError['kind']> = ['redirect', 'proxy', 'blocked'];

/** Which of the causes n8n knows it is (n8n-workflow 2.37 and later; older ones ignore it). */
function causeOf({ kind, details }: ApiError) {
	const { status, retryAfterMs } = details;
	const wait = retryAfterMs !== undefined && { retryAfterMs };
	if (status === 429) return { cause: 'rate-limited', ...wait } as const;
	if (status === 402) return { cause: 'quota-exhausted' } as const;
	if (status === 401) return { cause: 'credential-invalid' } as const;
	if (OF_CONFIGURATION.includes(kind)) return { cause: 'configuration-invalid' } as const;
	const isServerFault = kind === 'status' && status !== undefined && status >= 500;
	if (isServerFault || kind === 'network' || kind === 'timeout') {
		return { cause: 'temporarily-unavailable', ...wait } as const;
	}
	return undefined;
}

function detailsOf(error: unknown): IDataObject {
	if (error instanceof FormError) return { field: error.field };
	if (error instanceof BatchError) return { ...error.details };
	if (error instanceof ChatResultError) {
		return { attempts: error.details.answers ?? 1, ...progressOf(error.details) };
	}
	if (!(error instanceof ApiError)) return {};
	const { status, type, code, param, requestId } = error.details;
	return {
		kind: error.kind,
		...(status !== undefined && { status }),
		...(type !== undefined && { type }),
		...(code !== undefined && { code }),
		...(param !== undefined && { param }),
		...(requestId !== undefined && { requestId }),
	};
}

/** In the words of the output, so that what reads answers can read this as well. */
function progressOf({ text, finishReason, choices, usage, calls = [] }: Progress): IDataObject {
	return {
		...(text !== undefined && { text }),
		...(finishReason !== undefined && { finishReason }),
		...(choices && { choices }),
		...(calls.length > 0 && { toolCalls: calls }),
		...(usage && { tokenUsage: simplifyUsage(usage) }),
	};
}

function isNodeFailure(error: Error): error is NodeFailure {
	return error instanceof NodeOperationError || error instanceof NodeApiError;
}

/** An error of n8n in one text: what happened, and what to do about it. */
export function errorText({ message, description }: NodeFailure): string {
	return sentences(message, asString(description));
}

/** Any error in one text, where there is only room for one. */
export function describeFailure(thrown: unknown): string {
	const error = toError(thrown);
	if (error instanceof ApiError) return sentences(error.message, adviceFor(error));
	if (error instanceof FormError) return sentences(error.message, error.advice);
	if (error instanceof BatchError) return sentences(error.message, error.advice);
	if (error instanceof RequestFailed) return describeFailure(error.reason);
	return messageOf(error);
}

function sentences(...texts: Array<string | undefined>): string {
	return texts
		.map((text) => text?.trim() ?? '')
		.filter((text) => text !== '')
		.map((text) => (/[.!?…]$/.test(text) ? text : `${text}.`))
		.join(' ');
}
