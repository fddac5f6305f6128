/// Certificates for loopback tests only, each signed by itself and valid until 2126: they protect nothing.
enum TestCertificates {
    /// A server's certificate for localhost.
    static let server = """
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
    static let serverKey = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgGqshBJL4GS7ro+JR
        KHG1RZubcjIzpn2AVR5I8VLdC0ahRANCAAQ3fBlhmBBC2lKsVv9jUiiyPiozRKUz
        Qsz2HCbCJMsVJ8wWkpIwdv7L9X50PsYGHcuEW1ybdYBXIH3zibid1jdl
        -----END PRIVATE KEY-----
        """

    /// A client's certificate.
    static let client = """
        -----BEGIN CERTIFICATE-----
        MIIBeDCCAR+gAwIBAgIUSJk3Uk6qTH6I0DTLoXXVi6rjPqcwCgYIKoZIzj0EAwIw
        ETEPMA0GA1UEAwwGc2VuZGVyMCAXDTI2MTEyMjEwNDE0OFoYDzIxMjYxMDI5MTA0
        MTQ4WjARMQ8wDQYDVQQDDAZzZW5kZXIwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC
        AASrcqaLdTg5mF4N6rpa2WXtVLnZBdMXea/SGxANbSY3WeWvG/kp+BSb6VP0Jzxv
        L8ayP4OGzXlufbJI0uVylsuzo1MwUTAdBgNVHQ4EFgQU+eO7I8hZT/WdSx3xQMZG
        H5Wjw+kwHwYDVR0jBBgwFoAU+eO7I8hZT/WdSx3xQMZGH5Wjw+kwDwYDVR0TAQH/
        BAUwAwEB/zAKBggqhkjOPQQDAgNHADBEAiBT/6v4EM+7xtImTOLG4hUTGQMbEr1F
        Z8aPnNYyDucSHQIgNop6il3BxLjpxnpHZJTTr0oZVHj1xMK+E5/28FpXp9o=
        -----END CERTIFICATE-----
        """

    /// Its key.
    static let clientKey = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgXYcDKQ5EHR/2Z0A6
        NmoN7rfBq4W3Kt0x5VqZ9Y/hi5OhRANCAASrcqaLdTg5mF4N6rpa2WXtVLnZBdMX
        ea/SGxANbSY3WeWvG/kp+BSb6VP0JzxvL8ayP4OGzXlufbJI0uVylsuz
        -----END PRIVATE KEY-----
        """
}
