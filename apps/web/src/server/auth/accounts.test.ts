import { createHash, randomBytes } from 'node:crypto';
import {
  createInvitation,
  createSetupToken,
  ensureCommandLineUser,
  getMemberRole,
  getProjectBySlug,
  listAudit,
  listMembers,
  listUsers,
} from '@millrace/db';
import { userIdSchema } from '@millrace/pipeline-core/ids';
import { describe, expect, it } from 'vitest';
import { GET as artifactRoute } from '../../app/api/artifact/[hash]/route';
import { POST as keyRoute } from '../../app/api/internal/key/route';
import { POST as acceptRoute } from '../../app/api/invitation/route';
import { POST as setupRoute } from '../../app/api/setup/route';
import { POST as fileRoute } from '../../app/api/upload/file/route';
import { POST as uploadRoute } from '../../app/api/upload/route';
import { acceptInvitationFor, describeInvitation } from '../members/accept-invitation';
import { changeRoleUseCase } from '../members/change-role';
import { inviteMemberUseCase } from '../members/invite-member';
import { joinProject } from '../members/join-project';
import { listMembersUseCase } from '../members/list-members';
import { withdrawInvitationUseCase } from '../members/withdraw-invitation';
import {
  db,
  internalToken,
  makeContext,
  makeMember,
  makePerson,
  publicUrl,
  withTestServer,
} from '../testing/test-server';
import { callerFromSession } from './caller';
import { createAccount } from './create-account';
import { handleAuth } from './handle-auth';

withTestServer();

const password = 'a long enough password';

function post(path: string, body: unknown, headers: Record<string, string> = {}): Request {
  return new Request(publicUrl + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: publicUrl, ...headers },
    body: JSON.stringify(body),
  });
}

async function setupToken(expiresAt = new Date(Date.now() + 60_000)): Promise<string> {
  const token = randomBytes(24).toString('base64url');
  await createSetupToken(db, { tokenHash: createHash('sha256').update(token).digest('hex'), expiresAt });
  return token;
}

/** Signs in over HTTP; answers the status and the cookie a browser would keep. */
async function signIn(email: string, secret = password) {
  const answer = await handleAuth(post('/api/auth/sign-in/email', { email, password: secret }));
  const cookie = answer.headers.getSetCookie().map((line) => line.split(';')[0]);
  return { status: answer.status, cookie: cookie.join('; '), lines: answer.headers.getSetCookie() };
}

describe('the first account', () => {
  const owner = { name: 'Ada', email: 'Ada@Example.test', password, projectName: 'Customer growth' };

  it('comes from the one-time link, owns the installation and gets a project', async () => {
    const token = await setupToken();
    const answer = await setupRoute(post('/api/setup', { ...owner, token }));
    expect([answer.status, await answer.json()]).toEqual([200, { project: 'customer-growth' }]);
    const [user, ...others] = await listUsers(db);
    expect(others).toEqual([]);
    expect(user).toMatchObject({ name: 'Ada', email: 'ada@example.test', installationAdmin: true });
    const project = await getProjectBySlug(db, 'customer-growth');
    if (project === null || user === undefined) throw new Error('nothing was made');
    expect(await getMemberRole(db, { projectId: project.id, userId: user.id })).toBe('admin');
    const [entry] = await listAudit(db, { projectId: project.id });
    expect(entry).toMatchObject({ action: 'installation.set-up', actor: user.id });

    const again = await setupRoute(post('/api/setup', { ...owner, email: 'eve@example.test', token }));
    expect(again.status).toBe(403);
    expect(await again.json()).toMatchObject({ message: expect.stringContaining('used already') });
    expect(await listUsers(db)).toHaveLength(1);
  });

  it('cannot be made with a link that is too old, or that nobody printed', async () => {
    const old = await setupToken(new Date(Date.now() - 1));
    for (const token of [old, randomBytes(24).toString('base64url')]) {
      expect((await setupRoute(post('/api/setup', { ...owner, token }))).status).toBe(403);
    }
    expect(await listUsers(db)).toHaveLength(1);
  });

  it('keeps the link open when the form is not filled in well', async () => {
    const token = await setupToken();
    const form = { ...owner, email: 'grace@example.test', token };
    expect((await setupRoute(post('/api/setup', { ...form, password: 'short' }))).status).toBe(422);
    expect((await setupRoute(post('/api/setup', form))).status).toBe(200);
  });
});

describe('signing in', () => {
  it('takes the right password only, and gives a cookie scripts cannot read', async () => {
    expect((await signIn('ada@example.test', 'not the password at all')).status).toBe(401);
    const { status, cookie, lines } = await signIn('ada@example.test');
    expect(status).toBe(200);
    expect(lines[0]).toMatch(/^millrace\.session_token=.*; HttpOnly; SameSite=Lax/);
    const caller = await callerFromSession(new Headers({ cookie }));
    expect(caller).toMatchObject({ kind: 'person', email: 'ada@example.test', installationAdmin: true });
    await handleAuth(post('/api/auth/sign-out', {}, { cookie }));
    expect(await callerFromSession(new Headers({ cookie }))).toEqual({ kind: 'nobody' });
  });

  it.each([
    '/sign-up/email',
    '/organization/create',
    '/organization/get-full-organization',
    '/organization/update-member-role',
    '/admin/create-user',
    '/admin/set-role',
    '/admin/impersonate-user',
    '/api-key/create',
  ])('leaves %s of the sign-in library closed, also to the owner', async (path) => {
    const { cookie } = await signIn('ada@example.test');
    const body = { name: 'Eve', email: 'eve@example.test', password, role: 'admin' };
    expect((await handleAuth(post(`/api/auth${path}`, body, { cookie }))).status).toBe(404);
    expect((await listUsers(db)).map(({ email }) => email)).not.toContain('eve@example.test');
  });
});

describe('an invitation', () => {
  it('lets one person in, with the role it names', async () => {
    const admin = await makeContext(db);
    const { link } = await inviteMemberUseCase.run(admin, { email: 'new@example.test', role: 'engineer' });
    const invitation = new URL(link).searchParams.get('invitation') ?? '';
    expect(await describeInvitation(invitation)).toMatchObject({
      email: 'new@example.test',
      role: 'engineer',
      hasAccount: false,
    });
    const accept = () => acceptRoute(post('/api/invitation', { invitation, name: 'Nia', password }));
    expect(await (await accept()).json()).toEqual({ project: admin.project.slug });
    const joined = (await listMembers(db, admin.project.id)).find(({ email }) => email === 'new@example.test');
    expect(joined).toMatchObject({ name: 'Nia', role: 'engineer' });
    expect((await accept()).status).toBe(403);
    expect(await describeInvitation(invitation)).toBeNull();
    expect((await signIn('new@example.test')).status).toBe(200);

    const second = await inviteMemberUseCase.run(await makeContext(db), { email: 'new@example.test', role: 'viewer' });
    const again = new URL(second.link).searchParams.get('invitation') ?? '';
    expect(await describeInvitation(again)).toMatchObject({ hasAccount: true });
  });

  it('is over when it is too old or replaced by a newer one', async () => {
    const admin = await makeContext(db);
    const invite = (expiresAt: Date) =>
      createInvitation(db, {
        projectId: admin.project.id,
        email: 'late@example.test',
        role: 'viewer',
        inviterId: userIdSchema.parse(admin.actor),
        expiresAt,
      });
    const replaced = await invite(new Date(Date.now() + 60_000));
    const old = await invite(new Date(Date.now() - 1));
    for (const { id } of [replaced, old]) {
      expect((await acceptRoute(post('/api/invitation', { invitation: id, name: 'L', password }))).status).toBe(403);
    }
    expect((await listMembers(db, admin.project.id)).map(({ email }) => email)).not.toContain('late@example.test');
  });

  it('is for the person it names', async () => {
    const admin = await makeContext(db);
    const friend = await makePerson(db);
    const { link } = await inviteMemberUseCase.run(admin, { email: friend.email, role: 'viewer' });
    const invitation = new URL(link).searchParams.get('invitation') ?? '';
    const stranger = await makePerson(db);
    await expect(acceptInvitationFor(stranger, { invitation })).rejects.toThrow(`for ${friend.email}`);
    expect(await acceptInvitationFor(friend, { invitation })).toEqual({ project: admin.project.slug });
    expect(await getMemberRole(db, { projectId: admin.project.id, userId: friend.user })).toBe('viewer');
  });

  it('lets nobody in once it is withdrawn, and is withdrawn by its own project only', async () => {
    const [admin, stranger] = [await makeContext(db), await makeContext(db)];
    const { link } = await inviteMemberUseCase.run(admin, { email: 'wrong@example.test', role: 'admin' });
    const id = new URL(link).searchParams.get('invitation') ?? '';
    await expect(withdrawInvitationUseCase.run(stranger, { id })).rejects.toMatchObject({ kind: 'not-found' });
    expect(await describeInvitation(id)).not.toBeNull();
    await withdrawInvitationUseCase.run(admin, { id });
    expect(await describeInvitation(id)).toBeNull();
    expect((await acceptRoute(post('/api/invitation', { invitation: id, name: 'W', password }))).status).toBe(403);
    expect((await listMembersUseCase.run(admin, {})).invitations).toEqual([]);
    const [entry] = await listAudit(db, { projectId: admin.project.id });
    expect(entry).toMatchObject({ action: 'member.withdraw-invitation', subject: 'wrong@example.test' });
    await expect(withdrawInvitationUseCase.run(admin, { id })).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('the command line among the members is known as such, and nobody else is', async () => {
    const admin = await makeContext(db);
    const [user, projectId] = [await ensureCommandLineUser(db), admin.project.id];
    await joinProject({ projectId, userId: user, role: 'engineer' });
    const { members } = await listMembersUseCase.run(admin, {});
    expect(members.filter(({ commandLine }) => commandLine).map(({ userId }) => userId)).toEqual([user]);
    expect(members.length).toBeGreaterThan(1);
  });

  it('is shown to admins only: its link lets people in', async () => {
    const admin = await makeContext(db);
    await inviteMemberUseCase.run(admin, { email: 'soon@example.test', role: 'admin' });
    expect((await listMembersUseCase.run(admin, {})).invitations).toHaveLength(1);
    expect((await listMembersUseCase.run({ ...admin, role: 'engineer' }, {})).invitations).toEqual([]);
  });
});

describe('the last admin of a project', () => {
  it('stays until there is another one', async () => {
    const context = await makeContext(db);
    const [first, second] = await listMembers(db, context.project.id);
    if (first === undefined || second === undefined) throw new Error('expected two admins');
    await changeRoleUseCase.run(context, { user: first.userId, role: 'viewer' });
    for (const role of ['viewer', 'none'] as const) {
      await expect(changeRoleUseCase.run(context, { user: second.userId, role })).rejects.toThrow('only admin');
    }
    await changeRoleUseCase.run(context, { user: first.userId, role: 'admin' });
    await changeRoleUseCase.run(context, { user: second.userId, role: 'none' });
    expect((await listMembers(db, context.project.id)).map(({ role }) => role)).toEqual(['admin']);
  });
});

describe('the routes beside tRPC and /api/v1', () => {
  const upload = (project: string, headers: Record<string, string> = {}) =>
    uploadRoute(
      new Request(`${publicUrl}/api/upload?project=${project}&file=a.csv`, {
        method: 'POST',
        body: 'a\n1\n',
        headers: { host: new URL(publicUrl).host, ...headers },
      }),
    );

  it('upload needs a session, a project of one’s own, the right to edit and the same site', async () => {
    const { project } = await makeContext(db);
    const { cookie } = await signIn('new@example.test');
    const caller = await callerFromSession(new Headers({ cookie }));
    if (caller.kind !== 'person') throw new Error('nobody is signed in');
    expect((await upload(project.slug)).status).toBe(401);
    expect((await upload(project.slug, { cookie })).status).toBe(404);
    await makeMember(db, { project, role: 'viewer', person: caller });
    expect((await upload(project.slug, { cookie })).status).toBe(403);
    for (const origin of ['https://elsewhere.test', 'null']) {
      expect((await upload(project.slug, { cookie, origin })).status).toBe(403);
    }
  });

  it('files go in and out under the same rules; what another project has cannot be had', async () => {
    const { project } = await makeContext(db);
    const { cookie } = await signIn('new@example.test');
    const caller = await callerFromSession(new Headers({ cookie }));
    if (caller.kind !== 'person') throw new Error('nobody is signed in');
    const host = new URL(publicUrl).host;
    const keep = (headers: Record<string, string>) =>
      fileRoute(
        new Request(`${publicUrl}/api/upload/file?project=${project.slug}&file=m.onnx`, {
          method: 'POST',
          body: 'x',
          headers: { host, ...headers },
        }),
      );
    const hash = 'a'.repeat(64);
    const send = (headers: Record<string, string>) =>
      artifactRoute(new Request(`${publicUrl}/api/artifact/${hash}?project=${project.slug}`, { headers }), {
        params: Promise.resolve({ hash }),
      });
    expect([(await keep({})).status, (await send({})).status]).toEqual([401, 401]);
    expect([(await keep({ cookie })).status, (await send({ cookie })).status]).toEqual([404, 404]);
    await makeMember(db, { project, role: 'viewer', person: caller });
    expect((await keep({ cookie })).status).toBe(403);
    expect((await keep({ cookie, origin: 'https://elsewhere.test' })).status).toBe(403);
    // A viewer may have files of the project; this one is of no project.
    expect((await send({ cookie })).status).toBe(404);
  });

  it('the key of the command line needs the token of the data folder', async () => {
    const ask = (token: string | null) =>
      keyRoute(post('/api/internal/key', { project: 'Quick' }, token === null ? {} : { 'x-millrace-internal': token }));
    expect((await ask(null)).status).toBe(401);
    expect((await ask(`${internalToken.slice(1)}x`)).status).toBe(401);
    const answer = await ask(internalToken);
    expect([answer.status, await answer.json()]).toEqual([
      200,
      { key: expect.stringMatching(/^mr_/), project: 'quick' },
    ]);
    expect((await listUsers(db)).map(({ name }) => name)).not.toContain('Command line');
  });

  it('what the command line makes can be opened by the owners of the installation, then and later', async () => {
    const ask = (project: string) =>
      keyRoute(post('/api/internal/key', { project }, { 'x-millrace-internal': internalToken }));
    const rolesIn = async (slug: string) => {
      const project = await getProjectBySlug(db, slug);
      if (project === null) throw new Error(`no project ${slug}`);
      const members = await listMembers(db, project.id);
      return Object.fromEntries(members.map(({ email, role }) => [email, role]));
    };
    await ask('Made here');
    expect(await rolesIn('made-here')).toMatchObject({ 'ada@example.test': 'admin', 'grace@example.test': 'admin' });
    expect(await rolesIn('made-here')).not.toHaveProperty('new@example.test');

    const late = { name: 'Joan', email: 'joan@example.test', password };
    await createAccount(late, { installationAdmin: true });
    expect(await rolesIn('made-here')).not.toHaveProperty(late.email);
    await ask('Made here');
    expect(await rolesIn('made-here')).toMatchObject({ [late.email]: 'admin' });

    const form = { ...late, email: 'first@example.test', projectName: 'Mine', token: await setupToken() };
    expect((await setupRoute(post('/api/setup', form))).status).toBe(200);
    expect(await rolesIn('made-here')).toMatchObject({ 'first@example.test': 'admin' });

    const { project } = await makeContext(db);
    await ask(project.name);
    expect(await rolesIn(project.slug)).not.toHaveProperty('ada@example.test');
  });
});
