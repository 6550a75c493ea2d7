import { HttpService } from '@nestjs/axios';
import type { AxiosStatic } from 'axios' with { 'resolution-mode': 'import' };

export type {
  AxiosHeaderValue,
  AxiosRequestConfig,
  AxiosResponse,
  GenericAbortSignal,
  InternalAxiosRequestConfig,
} from 'axios' with {
  'resolution-mode': 'import',
};

/** Axios as `@nestjs/axios` has loaded it: `require` would load a second copy, and that takes 3 MB and knows nothing of the first. */
export const { Axios, AxiosError, AxiosHeaders, CanceledError } = new HttpService().axiosRef as AxiosStatic;
