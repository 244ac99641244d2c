/** Whether an `Authorization` header lets in: with the only key there is, or with any when there is none. */
export function mayEnter(authorization: string | undefined, apiKey: string | undefined): boolean {
	const given = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1];
	return given !== undefined && (apiKey === undefined || given === apiKey);
}
