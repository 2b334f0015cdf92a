/** A self-signed certificate of localhost, made for tests alone: nobody trusts it, and its key guards nothing. */
export const untrusted = {
  cert: `-----BEGIN CERTIFICATE-----
MIIBmjCCAUGgAwIBAgIUK/IhhRb/pJJg7jH+wpoi+7GQePQwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMTEwMDYzM1oYDzIxMjYxMDI4
MTAwNjMzWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAARHbO3ooKBHqVpPd+14sYxezv2z6ZbywTYpdoXf35NQ92Uq0Ss5obmz
N54ybglVC2dpi1BJSo7hdSQUkXLkfTkqo28wbTAdBgNVHQ4EFgQUtHhoeAwj+4qk
Gp+fojEgTpdHE9MwHwYDVR0jBBgwFoAUtHhoeAwj+4qkGp+fojEgTpdHE9MwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDRwAwRAIgYPDK8SZy8wqTvvmubePaR9D7gD3oq+ERugOVJ0mZUo0CIE+3
CFIROyKTTObLcDjAiQG5RcUFM/IibaFmmfHzvalF
-----END CERTIFICATE-----`,
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgXO5649feBqASrjVg
rH++XsiS3sXfFncJKCOFksYmBrehRANCAARHbO3ooKBHqVpPd+14sYxezv2z6Zby
wTYpdoXf35NQ92Uq0Ss5obmzN54ybglVC2dpi1BJSo7hdSQUkXLkfTkq
-----END PRIVATE KEY-----`,
};
