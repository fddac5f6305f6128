/// A certificate for loopback tests only, signed by itself and valid until 2126: it protects nothing.
enum MailCertificate {
    /// A server's certificate for localhost.
    static let certificate = """
        -----BEGIN CERTIFICATE-----
        MIIBmzCCAUGgAwIBAgIURldcFoBMt9/l5Xth8tDwKdfIGcAwCgYIKoZIzj0EAwIw
        FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMjEwNDE0OFoYDzIxMjYxMDI5
        MTA0MTQ4WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
        PQMBBwNCAAQ3fBlhmBBC2lKsVv9jUiiyPiozRKUzQsz2HCbCJMsVJ8wWkpIwdv7L
        9X50PsYGHcuEW1ybdYBXIH3zibid1jdlo28wbTAdBgNVHQ4EFgQUZr4uP46iAPSO
        pYYplnYlfUL8Qw4wHwYDVR0jBBgwFoAUZr4uP46iAPSOpYYplnYlfUL8Qw4wDwYD
        VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
        zj0EAwIDSAAwRQIhAN+2EnUiOlgutmCYS76eNPDfQrWztuaZhevANVw3yTxVAiBC
        FMbqTT1lfq5uJ7UePuq1xtQRC3Hd3V8KuEwRvIT74Q==
        -----END CERTIFICATE-----
        """

    /// Its key.
    static let key = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgGqshBJL4GS7ro+JR
        KHG1RZubcjIzpn2AVR5I8VLdC0ahRANCAAQ3fBlhmBBC2lKsVv9jUiiyPiozRKUz
        Qsz2HCbCJMsVJ8wWkpIwdv7L9X50PsYGHcuEW1ybdYBXIH3zibid1jdl
        -----END PRIVATE KEY-----
        """
}
