import { createReadStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  All,
  BadRequestException,
  Body,
  CallHandler,
  CanActivate,
  Catch,
  ClassSerializerInterceptor,
  ConflictException,
  Controller,
  Delete,
  ExceptionFilter,
  ArgumentsHost,
  ExecutionContext,
  Get,
  Head,
  Header,
  Headers,
  HttpCode,
  HttpException,
  Inject,
  Injectable,
  Ip,
  MiddlewareConsumer,
  Module,
  NestInterceptor,
  NestMiddleware,
  NestModule,
  NotFoundException,
  Options,
  Param,
  ParseIntPipe,
  ParseUUIDPipe,
  Patch,
  Post,
  Put,
  Query,
  Redirect,
  Req,
  Res,
  Scope,
  Sse,
  StreamableFile,
  UploadedFile,
  UseFilters,
  UseGuards,
  UseInterceptors,
  UsePipes,
  ValidationPipe,
  Version,
  RequestMethod,
  UnauthorizedException,
  HostParam,
  ServiceUnavailableException,
} from '@nestjs/common';
import { FileInterceptor } from '@nestjs/platform-express';
import { Exclude, Expose } from 'class-transformer';
import { temporaryFolder } from '../support/clean-up.js';
import { IsInt, IsString } from 'class-validator';
import { NextFunction, Request, Response } from 'express';
import { from, interval, map, Observable, of, take } from 'rxjs';
import { Public } from '../../src/auth/access/public.decorator.js';

const FOLDER = temporaryFolder('features');
const FILE = join(FOLDER, 'file.txt');
writeFileSync(FILE, 'content of a file');

@Injectable()
class DeniesGuard implements CanActivate {
  canActivate(): boolean {
    return false;
  }
}

@Injectable()
class ThrowsGuard implements CanActivate {
  canActivate(): boolean {
    throw new UnauthorizedException('no');
  }
}

@Injectable()
class WrapInterceptor implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(map((result: unknown) => ({ wrapped: result })));
  }
}

@Catch(ConflictException)
class TeapotFilter implements ExceptionFilter {
  catch(_exception: ConflictException, host: ArgumentsHost): void {
    host.switchToHttp().getResponse<Response>().status(418).json({ short: 'and stout' });
  }
}

@Injectable()
class ModuleMiddleware implements NestMiddleware {
  use(request: Request, response: Response, next: NextFunction): void {
    response.append('X-Module', request.originalUrl);
    next();
  }
}

@Injectable({ scope: Scope.REQUEST })
class RequestScoped {
  readonly id = Math.random();
}

class User {
  @Expose() name = 'Ada';
  @Exclude() password = 'secret';
  @Expose() get initials(): string {
    return this.name.slice(0, 1);
  }
}

class NewItem {
  @IsString() name!: string;
  @IsInt() count!: number;
}

@Public()
@Controller('items')
class ItemsController {
  constructor(@Inject(RequestScoped) private readonly scoped: RequestScoped) {}

  @Get() list(@Query('page') page?: string): object {
    return { items: [], page: page ?? null };
  }
  @Get('by-number/:id') number(@Param('id', ParseIntPipe) id: number): object {
    return { id };
  }
  @Get('by-uuid/:id') uuid(@Param('id', ParseUUIDPipe) id: string): object {
    return { id };
  }
  @Get('request') request(@Req() request: Request): object {
    return {
      params: request.params,
      path: (request.route as { path: string }).path,
      baseUrl: request.baseUrl,
      url: request.url,
      originalUrl: request.originalUrl,
      next: typeof request.next,
      protocol: request.protocol,
      secure: request.secure,
      xhr: request.xhr,
      query: request.query,
      accepts: request.accepts('json'),
      is: request.is('json'),
      hasBody: request.body === undefined,
    };
  }
  @Get('text') text(): string {
    return 'plain text';
  }
  @Get('nothing') nothing(): void {
    return;
  }
  @Get('null') null(): null {
    return null;
  }
  @Get('number') aNumber(): number {
    return 5;
  }
  @Get('boolean') aBoolean(): boolean {
    return false;
  }
  @Get('array') array(): number[] {
    return [1, 2];
  }
  @Get('promise') async promise(): Promise<object> {
    return Promise.resolve({ later: true });
  }
  @Get('observable') observable(): Observable<object> {
    return of({ observed: true });
  }
  @Get('several') several(): Observable<number> {
    return from([1, 2, 3]);
  }
  @Get('code') @HttpCode(202) code(): object {
    return { accepted: true };
  }
  @Get('header') @Header('X-Own', 'value') @Header('Cache-Control', 'max-age=5') header(): object {
    return {};
  }
  @Get('redirect') @Redirect('/items', 301) redirect(): void {
    return;
  }
  @Get('redirect/dynamic') @Redirect() dynamic(): object {
    return { url: '/items?page=2', statusCode: 307 };
  }
  @Get('response') response(@Res() response: Response): void {
    response.status(206).type('text/csv').send('a,b');
  }
  @Get('passthrough') passthrough(@Res({ passthrough: true }) response: Response): object {
    response.status(203).set('X-Pass', 'through');
    return { passed: true };
  }
  @Get('cookie') cookie(@Res({ passthrough: true }) response: Response): object {
    response.cookie('session', 'abc', { httpOnly: true });
    return {};
  }
  @Get('file') file(): StreamableFile {
    return new StreamableFile(createReadStream(FILE), {
      type: 'text/plain',
      disposition: 'attachment; filename="f.txt"',
    });
  }
  @Get('file/missing') missing(): StreamableFile {
    return new StreamableFile(createReadStream(join(FOLDER, 'missing')));
  }
  @Get('buffer') buffer(): StreamableFile {
    return new StreamableFile(Buffer.from('bytes'));
  }
  @Get('send-file') sendFile(@Res() response: Response): void {
    response.sendFile(FILE);
  }
  @Get('send-file/missing') sendMissing(@Res() response: Response): void {
    response.sendFile(join(FOLDER, 'missing'));
  }
  @Get('download/missing') download(@Res() response: Response): void {
    response.download(join(FOLDER, 'missing'));
  }
  @Get('stream') stream(@Res() response: Response): void {
    createReadStream(FILE).pipe(response.type('text/plain'));
  }
  @Sse('events') events(): Observable<object> {
    return interval(5).pipe(
      take(3),
      map((count) => ({ data: { count }, id: String(count) })),
    );
  }
  @Get('headers') headers(@Headers('x-custom') custom: string, @Ip() ip: string): object {
    return { custom, ip: ip.replace('::ffff:', '') };
  }
  @Get('wild/*rest') wild(@Param('rest') rest: string | string[]): object {
    return { rest };
  }
  @Get('optional{/:part}') optional(@Param('part') part?: string): object {
    return { part: part ?? null };
  }
  @Get('denied') @UseGuards(DeniesGuard) denied(): object {
    return {};
  }
  @Get('refused') @UseGuards(ThrowsGuard) refused(): object {
    return {};
  }
  @Get('wrapped') @UseInterceptors(WrapInterceptor) wrapped(): object {
    return { inner: true };
  }
  @Get('serialized') @UseInterceptors(ClassSerializerInterceptor) serialized(): User {
    return new User();
  }
  @Get('filtered') @UseFilters(TeapotFilter) filtered(): object {
    throw new ConflictException('taken');
  }
  @Get('unfiltered') @UseFilters(TeapotFilter) unfiltered(): object {
    throw new BadRequestException('other');
  }
  @Get('not-found') notFound(): object {
    throw new NotFoundException('no such item');
  }
  @Get('custom-error') customError(): object {
    throw new HttpException({ reason: 'own form', list: [1] }, 409);
  }
  @Get('unavailable') unavailable(): object {
    throw new ServiceUnavailableException();
  }
  @Get('error') error(): object {
    throw new Error('a bug');
  }
  @Get('error/late') async late(): Promise<object> {
    await Promise.resolve();
    throw new TypeError('a late bug');
  }
  @Get('thrown/text') thrownText(): object {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- the filter gets whatever a handler throws
    throw 'a text';
  }
  @Get('scoped') isScoped(): object {
    return { scoped: typeof this.scoped.id };
  }
  @Get('versioned') @Version('1') first(): object {
    return { version: 1 };
  }
  @Get('versioned') @Version('2') second(): object {
    return { version: 2 };
  }
  @Post() create(@Body() body: object): object {
    return { created: body };
  }
  @Post('validated') @UsePipes(new ValidationPipe({ whitelist: true })) validated(@Body() item: NewItem): object {
    return { name: item.name, isClass: item instanceof NewItem };
  }
  @Post('upload') @UseInterceptors(FileInterceptor('file')) upload(
    @UploadedFile() file: { originalname: string; size: number } | undefined,
    @Body() body: Record<string, unknown>,
  ): object {
    return { name: file?.originalname, size: file?.size, body: { ...body } };
  }
  @Put(':id') replace(@Param('id') id: string, @Body() body: object): object {
    return { id, body };
  }
  @Patch(':id') change(@Param('id') id: string): object {
    return { id };
  }
  @Delete(':id') @HttpCode(204) remove(): void {
    return;
  }
  @Head('only-head') onlyHead(): void {
    return;
  }
  @Options('only-options') onlyOptions(): object {
    return { options: true };
  }
  @All('all') all(@Req() request: Request): object {
    return { method: request.method };
  }
}

@Public()
@Controller({ path: 'hosts', host: ':account.example.com' })
class HostController {
  @Get() host(@HostParam('account') account: string): object {
    return { account };
  }
}

/** An ordinary Nest module, with an example of each feature that Nest's documentation shows for HTTP. */
@Module({ controllers: [ItemsController, HostController], providers: [RequestScoped] })
export class FeaturesModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer
      .apply(ModuleMiddleware)
      .exclude({ path: 'items/text', method: RequestMethod.GET })
      .forRoutes(ItemsController)
      .apply((_request: Request, response: Response) => response.json({ from: 'middleware' }))
      .forRoutes('middleware-only');
  }
}
