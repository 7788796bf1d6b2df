-- Where images and sources come from.

local function is_exempt(image, ctx)
  return ctx.glob(ctx.params.exempt_images, image.text)
end

policy {
  id = "image-digest",
  title = "images are pinned by digest",
  help = "Write the image as name@sha256:..., so that everybody runs the same bytes.",
  match = {pods = true},
  params = {exempt_images = {type = "string[]", default = {}, help = "globs of images that need none"}},
  check = function(res, ctx)
    for image, at in ctx.images(res) do
      if not image.digest and not is_exempt(image, ctx) then
        ctx.deny(at, "container %s runs %s without a digest", image.container, image.text)
      end
    end
  end,
}

policy {
  id = "image-tag",
  title = "images have a tag that does not move",
  help = "Name a version: `latest`, and no tag at all, is another image tomorrow.",
  match = {pods = true},
  params = {
    tags = {type = "string[]", default = {"latest"}, help = "tags that are not allowed"},
    exemptImages = {type = "string[]", default = {}, help = "globs of images that may have any"},
  },
  check = function(res, ctx)
    for image, at in ctx.images(res) do
      if not ctx.glob(ctx.params.exemptImages, image.text) and not image.digest then
        if not image.tag then
          ctx.deny(at, "container %s runs %s without a tag", image.container, image.text)
        elseif ctx.has(ctx.params.tags, image.tag) then
          ctx.deny(at, "container %s runs the tag %s", image.container, image.tag)
        end
      end
    end
  end,
}

policy {
  id = "allowed-registries",
  title = "images come from the registries that are listed",
  help = "Copy the image to one of the registries, and name it there.",
  match = {pods = true},
  params = {
    registries = {type = "string[]", default = {}, help = "registry.example.com, or with a path"},
    images = {type = "string[]", default = {}, help = "globs of whole references"},
    repos = {type = "string[]", default = {}, help = "beginnings of references"},
  },
  check = function(res, ctx)
    local function allowed(image)
      if ctx.glob(ctx.params.images, image.text) then return true end
      for _, repo in ipairs(ctx.params.repos) do
        if image.text:sub(1, #repo) == repo then return true end
      end
      local whole = (image.registry or "docker.io") .. "/" .. image.repository
      for _, registry in ipairs(ctx.params.registries) do
        if whole:sub(1, #registry + 1) == registry .. "/" or image.registry == registry then return true end
      end
      return false
    end
    if #ctx.params.registries + #ctx.params.images + #ctx.params.repos == 0 then return end
    for image, at in ctx.images(res) do
      if not allowed(image) then
        ctx.deny(at, "container %s runs %s, which is from no allowed registry", image.container, image.text)
      end
    end
  end,
}

policy {
  id = "denied-registries",
  title = "images do not come from registries that are retired",
  match = {pods = true},
  params = {
    repos = {type = "string[]", default = {"k8s.gcr.io/"}, help = "beginnings of references"},
    images = {type = "string[]", default = {}, help = "globs of whole references"},
  },
  check = function(res, ctx)
    for image, at in ctx.images(res) do
      local denied = ctx.glob(ctx.params.images, image.text)
      for _, repo in ipairs(ctx.params.repos) do
        denied = denied or image.text:sub(1, #repo) == repo
      end
      if denied then ctx.deny(at, "container %s runs %s from a denied registry", image.container, image.text) end
    end
  end,
}

policy {
  id = "denied-images",
  title = "images that are not wanted do not run",
  match = {pods = true},
  params = {pattern = {type = "string", default = "*tiller*", help = "glob of references"}},
  check = function(res, ctx)
    for image, at in ctx.images(res) do
      if ctx.glob(ctx.params.pattern, image.text) then
        ctx.deny(at, "container %s runs %s", image.container, image.text)
      end
    end
  end,
}

policy {
  id = "flux-sources",
  title = "Flux fetches from the addresses that are listed",
  match = {kinds = {"Bucket", "GitRepository", "HelmRepository", "ImageRepository", "OCIRepository"}},
  params = {
    git = {type = "string[]", default = {"*"}},
    bucket = {type = "string[]", default = {"*"}},
    helm = {type = "string[]", default = {"*"}},
    image = {type = "string[]", default = {"*"}},
    oci = {type = "string[]", default = {"*"}},
  },
  check = function(res, ctx)
    local fields = {
      GitRepository = {"url", "git"}, HelmRepository = {"url", "helm"}, OCIRepository = {"url", "oci"},
      Bucket = {"endpoint", "bucket"}, ImageRepository = {"image", "image"},
    }
    local field, list = fields[res.kind][1], fields[res.kind][2]
    local address = ctx.get(res, "spec." .. field)
    if type(address) ~= "string" or not ctx.glob(ctx.params[list], address) then
      ctx.deny(ctx.at(res, "spec." .. field), "%s %s fetches from %s, which is not allowed", res.kind,
               res.metadata.name, address or "nowhere")
    end
  end,
}

policy {
  id = "git-repositories",
  title = "Flux's Git repositories are those that are listed",
  match = {kinds = {"GitRepository"}},
  params = {urls = {type = "string[]", default = {"*"}, help = "globs of addresses"}},
  check = function(res, ctx)
    local url = ctx.get(res, "spec.url")
    if type(url) ~= "string" or not ctx.glob(ctx.params.urls, url) then
      ctx.deny(ctx.at(res, "spec.url"), "the repository %s is not allowed", url or "without url")
    end
  end,
}

policy {
  id = "tekton-bundles",
  title = "Tekton's pipelines and tasks come from bundles",
  match = {kinds = {"PipelineRun", "TaskRun"}},
  check = function(res, ctx)
    local function look(ref, at)
      if ref.bundle == nil and ref.resolver ~= "bundles" then ctx.deny(at, "%s refers to no bundle", ref.name or "it") end
    end
    for _, path in ipairs {
      "spec.pipelineRef", "spec.taskRef", "spec.pipelineSpec.tasks[].taskRef", "spec.pipelineSpec.finally[].taskRef",
    } do
      for ref, at in ctx.each(res, path) do look(ref, at) end
    end
  end,
}
