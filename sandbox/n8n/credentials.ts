import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	IDataObject,
	IHttpRequestOptions,
	INode,
	INodeCredentialsDetails,
	INodeProperties,
	IRequestOptionsSimplified,
	IRequestOptionsSimplifiedAuth,
	IWorkflowExecuteAdditionalData,
	Workflow,
} from 'n8n-workflow';
import { ICredentialsHelper, UnexpectedError, UserError } from 'n8n-workflow';

/** Decrypted credential data by credential type name, e.g. `{ togetherAiApi: { apiKey, baseUrl } }`. */
export type CredentialData = Readonly<Record<string, ICredentialDataDecryptedObject>>;

/** Serves credentials from memory the way n8n serves them from its database. */
export class MemoryCredentials extends ICredentialsHelper {
	private readonly types: ReadonlyMap<string, ICredentialType>;

	constructor(
		private readonly data: CredentialData,
		types: readonly ICredentialType[],
	) {
		super();
		this.types = new Map(types.map((type) => [type.name, type]));
	}

	getParentTypes(name: string): string[] {
		const parents = this.types.get(name)?.extends ?? [];
		return parents.flatMap((parent) => [parent, ...this.getParentTypes(parent)]);
	}

	isCredentialUsableByNode(credentialType: string, nodeType: string): boolean {
		const type = this.types.get(credentialType);
		if (type?.restrictToSupportedNodes !== true) return true;
		return type.supportedNodes?.includes(nodeType) ?? false;
	}

	/** The stored data over the type's defaults. Rejects with n8n's own text when none is stored. */
	getDecrypted(
		_additionalData: IWorkflowExecuteAdditionalData,
		nodeCredentials: INodeCredentialsDetails,
		type: string,
	): Promise<ICredentialDataDecryptedObject> {
		const stored = this.data[type];
		if (stored === undefined) {
			const text = `Credential with ID "${nodeCredentials.id}" does not exist for type "${type}".`;
			return Promise.reject(new UserError(text, { level: 'warning' }));
		}
		return Promise.resolve({ ...this.defaults(type), ...stored });
	}

	/** Applies the credential type's `authenticate` to a request, expressions resolved. */
	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
		requestOptions: IHttpRequestOptions | IRequestOptionsSimplified,
		workflow?: Workflow,
		node?: INode,
	): Promise<IHttpRequestOptions> {
		const request: IHttpRequestOptions = { url: '', ...requestOptions };
		const rule = this.types.get(typeName)?.authenticate;
		if (rule === undefined) return request;
		if (typeof rule === 'function') return await rule(credentials, request);
		if (workflow === undefined || node === undefined) {
			throw new UnexpectedError('Generic authentication needs the workflow and the node');
		}
		return { ...request, ...resolveGeneric(rule.properties, request, credentials, workflow, node) };
	}

	preAuthentication(): Promise<undefined> {
		return Promise.resolve(undefined);
	}

	runPreAuthentication(): Promise<undefined> {
		return Promise.resolve(undefined);
	}

	getCredentials(): Promise<never> {
		return Promise.reject(new UnexpectedError('The sandbox keeps no encrypted credentials'));
	}

	updateCredentials(): Promise<never> {
		return Promise.reject(new UnexpectedError('The sandbox cannot change credentials'));
	}

	updateCredentialsOauthTokenData(): Promise<never> {
		return Promise.reject(new UnexpectedError('The sandbox cannot change credentials'));
	}

	getCredentialsProperties(type: string): INodeProperties[] {
		return this.types.get(type)?.properties ?? [];
	}

	private defaults(type: string): ICredentialDataDecryptedObject {
		const defaults: ICredentialDataDecryptedObject = {};
		for (const { name, default: value } of this.getCredentialsProperties(type)) {
			if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
				defaults[name] = value;
			}
		}
		return defaults;
	}
}

function resolveGeneric(
	properties: IRequestOptionsSimplifiedAuth,
	request: IHttpRequestOptions,
	credentials: ICredentialDataDecryptedObject,
	workflow: Workflow,
	node: INode,
): Partial<IHttpRequestOptions> {
	const resolve = (text: string) =>
		text.startsWith('=')
			? workflow.expression.getSimpleParameterValue(
					node,
					text,
					'internal',
					{ $credentials: credentials },
					undefined,
					'',
				)
			: text;
	const resolveAll = (values: IDataObject) =>
		Object.fromEntries(
			Object.entries(values).map(([key, value]) => [
				String(resolve(key)),
				typeof value === 'string' ? String(resolve(value)) : value,
			]),
		);
	const { headers, qs } = properties;
	return {
		...(headers && { headers: { ...request.headers, ...resolveAll(headers) } }),
		...(qs && { qs: { ...request.qs, ...resolveAll(qs) } }),
	};
}
