"""The types that no call is made for, and why. Every other AWS type must have a mapping."""

NOT_COVERED = {
    "aws:acm/certificateValidation:CertificateValidation": (
        "creates nothing: the provider waits until ACM has seen the DNS records"
    ),
}
