"""S3 buckets and ECR repositories."""

from __future__ import annotations

from ..cloud import as_json
from ..registry import maps
from ..resource import Resource


@maps(
    "aws:s3/bucket:Bucket",
    provider_only={"forceDestroy": "only read when the bucket is destroyed"},
)
def bucket(r: Resource) -> None:
    name, tags = r.named("bucket"), r.tag_list()
    elsewhere = {"LocationConstraint": r.region} if r.region != "us-east-1" else None
    r.create(
        "s3",
        "CreateBucket",
        {"objectLockEnabled": "ObjectLockEnabledForBucket"},
        Bucket=name,
        CreateBucketConfiguration=elsewhere,
    )
    if tags:
        r.call("s3", "PutBucketTagging", Bucket=name, Tagging={"TagSet": tags})


@maps("aws:s3/bucketPolicy:BucketPolicy")
def bucket_policy(r: Resource) -> None:
    r.create("s3", "PutBucketPolicy", Policy=as_json(r.take("policy")))


@maps(
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    provider_only={"skipDestroy": "only read when the setting is destroyed"},
)
def bucket_public_access_block(r: Resource) -> None:
    name = r.take("bucket")
    settings = r.shape(
        "s3", "PutPublicAccessBlock", "PublicAccessBlockConfiguration", r.take_all(), {}
    )
    r.call("s3", "PutPublicAccessBlock", Bucket=name, PublicAccessBlockConfiguration=settings)


@maps("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration")
def bucket_lifecycle(r: Resource) -> None:
    rules = {"rules": r.take("rules", [])}
    member = "LifecycleConfiguration"
    operation = "PutBucketLifecycleConfiguration"
    settings = r.shape("s3", operation, member, rules, {})
    r.create("s3", operation, LifecycleConfiguration=settings)


@maps(
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
)
def bucket_encryption(r: Resource) -> None:
    rules = {"rules": r.take("rules", [])}
    member = "ServerSideEncryptionConfiguration"
    settings = r.shape("s3", "PutBucketEncryption", member, rules, {})
    r.create("s3", "PutBucketEncryption", ServerSideEncryptionConfiguration=settings)


@maps("aws:s3/bucketVersioning:BucketVersioning")
def bucket_versioning(r: Resource) -> None:
    r.create("s3", "PutBucketVersioning")


@maps("aws:s3/bucketOwnershipControls:BucketOwnershipControls")
def bucket_ownership(r: Resource) -> None:
    rules = {"rules": [r.take("rule")]}
    settings = r.shape("s3", "PutBucketOwnershipControls", "OwnershipControls", rules, {})
    r.create("s3", "PutBucketOwnershipControls", OwnershipControls=settings)


@maps(
    "aws:ecr/repository:Repository",
    provider_only={"forceDelete": "only read when the repository is destroyed"},
)
def repository(r: Resource) -> None:
    names = {"encryptionConfigurations": "encryptionConfiguration"}
    made = r.create("ecr", "CreateRepository", names, repositoryName=r.named())
    r.becomes(repositoryUrl=made.get("repository.repositoryUri"))


@maps("aws:ecr/lifecyclePolicy:LifecyclePolicy")
def lifecycle_policy(r: Resource) -> None:
    text = as_json(r.take("policy"))
    r.create(
        "ecr", "PutLifecyclePolicy", {"repository": "repositoryName"}, lifecyclePolicyText=text
    )


@maps("aws:ecr/repositoryPolicy:RepositoryPolicy")
def repository_policy(r: Resource) -> None:
    text = as_json(r.take("policy"))
    r.create("ecr", "SetRepositoryPolicy", {"repository": "repositoryName"}, policyText=text)


@maps("aws:ecr/pullThroughCacheRule:PullThroughCacheRule")
def pull_through_cache(r: Resource) -> None:
    r.create("ecr", "CreatePullThroughCacheRule")
